/** Plain JSON messages for scripts: typed by a field, answered by a number. */

import { RoundTrips } from './round-trips.ts';
import { Wire, type WireEnd } from './wire.ts';

const protocol = 'json';

export type JsonMessage = Readonly<Record<string, unknown>>;

export interface JsonSettings {
  /** Field that says what a message is; `type` without it. */
  readonly typeField?: string;
  /** Field that ties an answer to its question; `id` without it. */
  readonly idField?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
}

export class JsonSession {
  onconnect: () => void = () => undefined;
  /** Every message that answers nothing and that no `on` listens to. */
  onmessage: (message: JsonMessage) => void = () => undefined;
  onend: (end: WireEnd) => void = () => undefined;
  private readonly typeField: string;
  private readonly idField: string;
  private readonly wire: Wire;
  private readonly roundTrips: RoundTrips<JsonMessage>;
  private readonly asked = new Set<string>();
  private readonly listeners = new Map<string, (message: JsonMessage) => void>();
  private lastId = 0;

  constructor(url: string, settings: JsonSettings = {}) {
    const { typeField = 'type', idField = 'id', headers, tags } = settings;
    this.typeField = typeField;
    this.idField = idField;
    this.roundTrips = new RoundTrips(protocol, tags);
    this.wire = new Wire(
      url,
      { protocol, headers, tags },
      {
        onOpen: () => {
          this.onconnect();
        },
        onText: (text) => {
          this.take(JSON.parse(text) as JsonMessage);
        },
        onEnd: (end) => {
          this.roundTrips.end();
          this.onend(end);
        },
      },
    );
  }

  /** Messages of one type; the last listener set counts. */
  on(type: string, listener: (message: JsonMessage) => void): void {
    this.listeners.set(type, listener);
  }

  send(message: JsonMessage): void {
    this.wire.send(JSON.stringify(message));
  }

  /** A message with a number of its own; `answer` gets the one that carries it back. */
  ask(message: JsonMessage, answer: (message: JsonMessage) => void): void {
    const id = String(++this.lastId);
    this.asked.add(id);
    this.roundTrips.expect(id, String(message[this.typeField] ?? ''), answer);
    this.send({ ...message, [this.idField]: id });
  }

  close(code = 1000): void {
    this.wire.close(code);
  }

  /** A number we never gave out is the server's own business; one that was answered already is not. */
  private take(message: JsonMessage): void {
    const id = message[this.idField];
    if (typeof id === 'string' && this.asked.has(id)) {
      this.roundTrips.answer(id, message);
      return;
    }
    const listener = this.listeners.get(String(message[this.typeField]));
    if (listener === undefined) this.onmessage(message);
    else listener(message);
  }
}
