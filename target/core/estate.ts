/** What a connection leaves to the next one of the same client: the sequence, what was not acknowledged, running turns. */

import type { Connection } from './connection.ts';
import { ReplayBuffer } from './replay-buffer.ts';
import type { Turns } from './turns.ts';

export interface EstateOptions {
  /** Those of the connection that are to go on. */
  readonly turns: Turns | undefined;
  readonly replayEvents: number;
}

export class Estate {
  readonly #replayEvents: number;
  #seq: number;
  #kept: ReplayBuffer | undefined;
  #turns: Turns | undefined;

  /** Takes everything from the connection; the turns go on speaking, into what is kept. */
  constructor(connection: Connection, { turns, replayEvents }: EstateOptions) {
    const { seq, kept } = connection.emitter;
    this.#replayEvents = replayEvents;
    this.#seq = seq;
    this.#kept = kept;
    this.#turns = turns;
    if (turns !== undefined) connection.turns = undefined;
    const emit = this.#record.bind(this);
    turns?.speakInto({ connection: connection.id, emit });
  }

  get isEmpty(): boolean {
    return this.#seq === 0 && !this.isGrowing;
  }

  /** Turns are still speaking. */
  get isGrowing(): boolean {
    return this.#turns !== undefined && this.#turns.size > 0;
  }

  /** `connection` goes on where the earlier one stopped, of which the client has everything up to `ackedSeq`. */
  passTo(connection: Connection, ackedSeq: number): void {
    const { emitter, id } = connection;
    emitter.inherit({ seq: this.#seq, kept: this.#kept }, ackedSeq);
    connection.turns = this.#turns;
    connection.turns?.speakInto({ connection: id, emit: emitter.emit.bind(emitter) });
  }

  /** Nobody came for it. */
  end(): void {
    this.#turns?.cancel();
    this.#turns = undefined;
    this.#kept = undefined;
  }

  #record(event: object): void {
    const seq = ++this.#seq;
    if (this.#replayEvents === 0) return;
    this.#kept ??= new ReplayBuffer(this.#replayEvents, seq);
    this.#kept.push(JSON.stringify({ ...event, seq }));
  }
}
