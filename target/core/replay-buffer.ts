/** Events a client has not acknowledged yet, oldest first, within a bound. Sequence numbers are contiguous. */

export interface KeptEvent {
  readonly seq: number;
  readonly text: string;
}

export class ReplayBuffer {
  readonly #limit: number;
  readonly #texts: string[] = [];
  #firstSeq: number;

  constructor(limit: number, firstSeq = 1) {
    this.#limit = limit;
    this.#firstSeq = firstSeq;
  }

  get size(): number {
    return this.#texts.length;
  }

  /** The oldest event that can still be replayed; one past the newest when there is none. */
  get firstSeq(): number {
    return this.#firstSeq;
  }

  /** Beyond the limit the oldest is forgotten; the client must then be told of the gap. */
  push(text: string): void {
    this.#texts.push(text);
    if (this.#texts.length <= this.#limit) return;
    this.#texts.shift();
    this.#firstSeq++;
  }

  /** Forgets everything up to `seq`. */
  acknowledge(seq: number): void {
    const count = Math.min(seq - this.#firstSeq + 1, this.#texts.length);
    if (count <= 0) return;
    this.#texts.splice(0, count);
    this.#firstSeq += count;
  }

  /** At most `count` events from `seq` on. */
  from(seq: number, count: number): readonly KeptEvent[] {
    const start = Math.max(0, seq - this.#firstSeq);
    return this.#texts
      .slice(start, start + count)
      .map((text, index) => ({ seq: this.#firstSeq + start + index, text }));
  }
}
