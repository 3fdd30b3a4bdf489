/**
 * The events of one connection on their way to the client: numbered, kept until acknowledged, sent. A class to build a
 * connection on and no object beside it: a sweep over many has one place less of each to fetch.
 */

import type { EmitGate } from './emit-gate.ts';
import { ReplayBuffer } from './replay-buffer.ts';

/** The bottom of the emit path, shared by all connections. */
export interface EmitPath<Owner> {
  /** Events kept per connection for replay; 0 where nobody watches acknowledgements. */
  readonly replayEvents: number;
  deliver(owner: Owner, text: string): void;
  /** The event was handed to the path, whatever became of it. */
  attempted(owner: Owner): void;
  failed(owner: Owner, error: unknown): void;
}

/** How many events one replay sends at most: the client's acknowledgement asks for more. */
const replayBatch = 64;

export abstract class Emitter<Owner> {
  /** Whose events they are. */
  protected abstract readonly owner: Owner;
  readonly #path: EmitPath<Owner>;
  #kept: ReplayBuffer | undefined;
  /** The newest probe that nothing else was on its way with; known by its number, its text is not kept. */
  #probeSeq = 0;
  #gate: EmitGate | undefined;
  /** Sequence number of the newest event. */
  seq = 0;
  /** The newest event that came out at the bottom of the path. */
  deliveredSeq = 0;
  /** Everything up to here has arrived at the client. */
  ackedSeq = 0;
  /** The highest the client has seen, gaps or not. */
  seenSeq = 0;
  /** Characters handed to the socket so far. */
  sentLength = 0;

  constructor(path: EmitPath<Owner>) {
    this.#path = path;
  }

  get isOutstanding(): boolean {
    return this.seq > this.ackedSeq;
  }

  /** Something went into the path and did not come out. */
  get isStuck(): boolean {
    return this.seq > this.deliveredSeq;
  }

  /** Events not acknowledged yet, as far as they are kept; made when first asked for. */
  get kept(): ReplayBuffer | undefined {
    if (this.#path.replayEvents > 0) this.#kept ??= this.#keptProbe();
    return this.#kept;
  }

  get gate(): EmitGate | undefined {
    return this.#gate;
  }

  /** Sends an event with the next sequence number. Never throws: a failure goes to the path. */
  emit(event: object): void {
    const { kept } = this;
    const seq = ++this.seq;
    const text = JSON.stringify({ ...event, seq });
    kept?.push(text);
    this.#send(text, seq);
    this.#path.attempted(this.owner);
  }

  /**
   * Sends an event that asks whether events arrive. With nothing else on its way it leaves nothing behind: a sweep
   * that probes many at once makes no garbage that lives until they have answered.
   */
  probe(): void {
    if (this.isOutstanding) {
      this.emit({ type: 'probe', nonce: nonceOf(this.seq + 1) });
      return;
    }
    this.#kept = undefined;
    this.#probeSeq = ++this.seq;
    this.#send(probeText(this.seq), this.seq);
    this.#path.attempted(this.owner);
  }

  /** Takes an acknowledgement; true when the client has come further than it was known to be. */
  acknowledge(seq: number, seenSeq: number): boolean {
    if (seq > this.seq || seenSeq > this.seq) return false;
    const isProgress = seq > this.ackedSeq || seenSeq > this.seenSeq;
    if (seq > this.ackedSeq) {
      this.ackedSeq = seq;
      this.#kept?.acknowledge(seq);
    }
    this.seenSeq = Math.max(this.seenSeq, seenSeq, seq);
    return isProgress;
  }

  /** Sends again from `fromSeq`, what is no longer kept as a gap; returns where to go on, beyond `seq` when done. */
  replay(fromSeq: number): number {
    const { kept } = this;
    if (kept === undefined || fromSeq > this.seq || fromSeq < 1) return Infinity;
    if (fromSeq < kept.firstSeq) {
      this.#send(JSON.stringify({ type: 'gap', fromSeq, toSeq: kept.firstSeq - 1 }), 0);
    }
    const events = kept.from(fromSeq, replayBatch);
    for (const { seq, text } of events) this.#send(text, seq);
    return (events.at(-1)?.seq ?? this.seq) + 1;
  }

  /** Goes on where another emitter of the same client stopped. */
  inherit({ seq, kept }: Pick<Emitter<Owner>, 'seq' | 'kept'>, ackedSeq: number): void {
    this.seq = seq;
    this.deliveredSeq = seq;
    this.ackedSeq = Math.min(ackedSeq, seq);
    this.seenSeq = this.ackedSeq;
    this.#kept = kept;
    kept?.acknowledge(this.ackedSeq);
  }

  /** Puts a fault in the path, in place of one that may be there. */
  arm(gate: EmitGate): void {
    this.disarm();
    this.#gate = gate;
  }

  disarm(): void {
    const gate = this.#gate;
    this.#gate = undefined;
    gate?.open();
  }

  /** The connection is gone. */
  release(): void {
    this.#gate?.shut();
    this.#kept = undefined;
  }

  #keptProbe(): ReplayBuffer {
    const isWaiting = this.#probeSeq > this.ackedSeq;
    const kept = new ReplayBuffer(this.#path.replayEvents, isWaiting ? this.seq : this.seq + 1);
    if (isWaiting) kept.push(probeText(this.seq));
    return kept;
  }

  #send(text: string, seq: number): void {
    try {
      if (this.#gate === undefined) this.#deliver(text, seq);
      else {
        this.#gate.pass(() => {
          this.#deliver(text, seq);
        });
      }
    } catch (error) {
      this.#path.failed(this.owner, error);
    }
  }

  #deliver(text: string, seq: number): void {
    this.#path.deliver(this.owner, text);
    this.sentLength += text.length;
    if (seq > this.deliveredSeq) this.deliveredSeq = seq;
  }
}

function nonceOf(seq: number): string {
  return `p${String(seq)}`;
}

/** The same as an event's, without the making of an object. */
function probeText(seq: number): string {
  return `{"type":"probe","nonce":"${nonceOf(seq)}","seq":${String(seq)}}`;
}
