/** CSV as RFC 4180 has it: quoted fields may hold delimiters, quotes and ends of line. */

export interface CsvOptions {
  readonly delimiter: string;
  readonly asObjects: boolean;
  readonly skipFirstLine: boolean;
  /** From 0. */
  readonly fromLine: number;
  /** The last one, included; undefined for all. */
  readonly toLine: number | undefined;
}

/** Throws a TypeError for options that are none. */
export function csvOptions(raw: unknown): CsvOptions {
  const given = (raw ?? {}) as Readonly<Record<string, unknown>>;
  const { delimiter = ',' } = given;
  if (typeof delimiter !== 'string' || !/^[^"\r\n]$/.test(delimiter))
    throw new TypeError('`delimiter` must be one character');
  return {
    delimiter,
    asObjects: given['asObjects'] === true,
    skipFirstLine: given['skipFirstLine'] === true,
    fromLine: lineOf(given, 'fromLine') ?? 0,
    toLine: lineOf(given, 'toLine'),
  };
}

function lineOf(given: Readonly<Record<string, unknown>>, name: string): number | undefined {
  const line = given[name];
  if (line === undefined || line === null) return undefined;
  if (!Number.isInteger(line) || Number(line) < 0)
    throw new TypeError(`\`${name}\` must be a whole number from 0`);
  return Number(line);
}

/** Records by the options: arrays of fields, or objects named by the first line. Throws at a quote out of place. */
export function* csvRecords(text: string, options: CsvOptions): Generator<unknown, undefined> {
  const { asObjects, skipFirstLine, fromLine, toLine = Infinity } = options;
  const from = Math.max(fromLine, asObjects || skipFirstLine ? 1 : 0);
  let names: readonly string[] = [];
  let line = 0;
  for (const fields of recordsOf(text, options.delimiter)) {
    if (line === 0) names = fields;
    if (line >= from && line <= toLine) yield asObjects ? objectOf(names, fields) : fields;
    line++;
  }
  return undefined;
}

function objectOf(names: readonly string[], fields: readonly string[]): object {
  return Object.fromEntries(names.map((name, index) => [name, fields[index] ?? '']));
}

/** Fields of each line. Empty lines are none, or (`keepsEmpty`) one empty field, also after the last end of line. */
export function* recordsOf(
  text: string,
  delimiter: string,
  keepsEmpty = false,
): Generator<string[]> {
  let fields: string[] = [];
  for (let at = 0; at < text.length;) {
    const field = fieldAt(text, at, delimiter);
    fields.push(field.value);
    at = field.next;
    if (!field.isLast) continue;
    if (keepsEmpty || field.isQuoted || !isEmptyLine(fields)) yield fields;
    fields = [];
  }
  if (fields.length > 0) yield [...fields, ''];
  else if (keepsEmpty && text.endsWith('\n')) yield [''];
}

const isEmptyLine = (fields: readonly string[]): boolean => fields.length === 1 && fields[0] === '';

interface Field {
  readonly value: string;
  readonly next: number;
  /** Of its record. */
  readonly isLast: boolean;
  readonly isQuoted: boolean;
}

function fieldAt(text: string, start: number, delimiter: string): Field {
  const isQuoted = text.charAt(start) === '"';
  const end = isQuoted ? quotedEnd(text, start) : plainEnd(text, start, delimiter);
  const value = isQuoted
    ? text.slice(start + 1, end - 1).replaceAll('""', '"')
    : text.slice(start, end);
  if (text.charAt(end) === delimiter) return { value, next: end + 1, isLast: false, isQuoted };
  const [stop = ''] = /^\r?\n/.exec(text.slice(end, end + 2)) ?? [];
  if (stop === '' && end < text.length) throw new SyntaxError(`a quote out of place: ${value}`);
  return { value, next: end + stop.length, isLast: true, isQuoted };
}

function plainEnd(text: string, start: number, delimiter: string): number {
  let end = start;
  while (end < text.length) {
    const sign = text.charAt(end);
    if (sign === delimiter || sign === '\n' || text.startsWith('\r\n', end)) break;
    end++;
  }
  return end;
}

/** After the closing quote. */
function quotedEnd(text: string, start: number): number {
  for (let at = start + 1; ; at += 2) {
    at = text.indexOf('"', at);
    if (at === -1) throw new SyntaxError('a quote that is never closed');
    if (text.charAt(at + 1) !== '"') return at + 1;
  }
}
