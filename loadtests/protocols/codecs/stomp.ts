/** STOMP 1.2 frames as text: commands, escaped headers, bodies, heart-beats. */

export interface StompFrame {
  readonly command: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\r': '\\r',
  '\n': '\\n',
  ':': '\\c',
};
const unescapes = new Map(Object.entries(escapes).map(([plain, escaped]) => [escaped, plain]));

/** A beat of the heart: one end of line between frames. */
export const stompBeat = '\n';

/** Headers of CONNECT and CONNECTED are not escaped, for the sake of STOMP 1.0. */
const isPlain = (command: string): boolean => command === 'CONNECT' || command === 'CONNECTED';

/** `content-length` is added to frames with a body. */
export function encodeStomp({ command, headers, body }: StompFrame): string {
  const write = (text: string): string =>
    isPlain(command) ? text : text.replaceAll(/[\\\r\n:]/g, (sign) => escapes[sign] ?? sign);
  const all = body === '' ? headers : { ...headers, 'content-length': String(utf8Length(body)) };
  const lines = Object.entries(all).map(([name, value]) => `${write(name)}:${write(value)}\n`);
  return `${command}\n${lines.join('')}\n${body}\0`;
}

/** Cuts a stream of texts into frames; frames may be cut anywhere, or come several at once. */
export class StompDecoder {
  private rest = '';

  /** Frames that are complete now. Throws an Error for what is none. */
  take(text: string): StompFrame[] {
    this.rest += text;
    const frames: StompFrame[] = [];
    for (;;) {
      this.rest = this.rest.replace(/^[\r\n]+/, '');
      const found = frameAt(this.rest);
      if (found === undefined) return frames;
      frames.push(found.frame);
      this.rest = this.rest.slice(found.length);
    }
  }
}

function frameAt(text: string): { frame: StompFrame; length: number } | undefined {
  const [command, ...lines] = headOf(text);
  if (command === undefined) return undefined;
  const start = text.indexOf('\n', lines.at(-1)?.end ?? command.end) + 1;
  const headers = headersOf(command.text, lines);
  const end = bodyEnd(text, start, headers['content-length']);
  if (end === undefined) return undefined;
  const body = text.slice(start, end);
  return { frame: { command: command.text, headers, body }, length: end + 1 };
}

interface Line {
  readonly text: string;
  /** After its end of line. */
  readonly end: number;
}

/** The lines up to the empty one; none while that is to come. */
function headOf(text: string): Line[] {
  const lines: Line[] = [];
  for (let at = 0; ;) {
    const end = text.indexOf('\n', at);
    if (end === -1) break;
    const line = text.slice(at, end).replace(/\r$/, '');
    if (line === '') return lines;
    at = end + 1;
    lines.push({ text: line, end: at });
  }
  if (text.includes('\0')) throw new Error(`not a STOMP frame: ${text.slice(0, 40)}`);
  return [];
}

/** The first of repeated headers counts. */
function headersOf(command: string, lines: readonly Line[]): Record<string, string> {
  const read = (text: string): string =>
    isPlain(command) ? text : text.replaceAll(/\\./g, (pair) => unescaped(pair));
  const headers: Record<string, string> = {};
  for (const { text } of lines) {
    const colon = text.indexOf(':');
    if (colon === -1) throw new Error(`not a STOMP header: ${text}`);
    headers[read(text.slice(0, colon))] ??= read(text.slice(colon + 1));
  }
  return headers;
}

function unescaped(pair: string): string {
  const plain = unescapes.get(pair);
  if (plain === undefined) throw new Error(`undefined escape ${pair} in a STOMP header`);
  return plain;
}

/** Where the NUL after the body is; undefined while it is to come. */
function bodyEnd(text: string, start: number, byteLength?: string): number | undefined {
  if (byteLength === undefined) {
    const end = text.indexOf('\0', start);
    return end === -1 ? undefined : end;
  }
  let left = Number(byteLength);
  let at = start;
  while (left > 0 && at < text.length) {
    const sign = String.fromCodePoint(text.codePointAt(at) ?? 0);
    left -= utf8Length(sign);
    at += sign.length;
  }
  if (left > 0 || at >= text.length) return undefined;
  if (text.charAt(at) !== '\0') throw new Error('a STOMP body longer than its content-length');
  return at;
}

/** Bytes of a text in UTF-8; older k6 have no TextEncoder. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (const sign of text) {
    const point = sign.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** What both sides agree on, milliseconds; 0 = none. `ours` and `theirs` are `heart-beat` headers. */
export function agreedBeats(
  ours: string,
  theirs: string | undefined,
): { readonly sendEveryMs: number; readonly hearEveryMs: number } {
  const [canSend = 0, wants = 0] = ours.split(',').map(Number);
  const [theyCan = 0, theyWant = 0] = (theirs ?? '0,0').split(',').map(Number);
  const agreed = (can: number, want: number): number =>
    can === 0 || want === 0 ? 0 : Math.max(can, want);
  return { sendEveryMs: agreed(canSend, theyWant), hearEveryMs: agreed(theyCan, wants) };
}
