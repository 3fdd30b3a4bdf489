/** The JSON hub protocol of SignalR: records ended by 0x1e. */

const separator = '\u001e';

/** Types by their numbers on the wire. */
export const hubMessageTypes = {
  invocation: 1,
  streamItem: 2,
  completion: 3,
  streamInvocation: 4,
  cancelInvocation: 5,
  ping: 6,
  close: 7,
} as const;

/** Fields as on the wire; which are there depends on the type. */
export interface HubMessage {
  readonly type: number;
  readonly invocationId?: string;
  readonly target?: string;
  readonly arguments?: readonly unknown[];
  readonly item?: unknown;
  readonly result?: unknown;
  readonly error?: string;
  readonly allowReconnect?: boolean;
}

/** What the server answers to the handshake. */
export interface HandshakeAnswer {
  readonly error?: string;
}

export const hubHandshake = `{"protocol":"json","version":1}${separator}`;

export function encodeHub(message: HubMessage): string {
  return `${JSON.stringify(message)}${separator}`;
}

/** Cuts a stream of texts into records: the handshake's answer first, then messages. */
export class HubDecoder {
  private rest = '';

  /** Records that are complete now. Throws a SyntaxError for one that is no JSON. */
  take(text: string): unknown[] {
    const records = (this.rest + text).split(separator);
    this.rest = records.pop() ?? '';
    return records.map((record) => JSON.parse(record) as unknown);
  }
}
