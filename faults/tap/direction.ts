/** One direction of a tapped connection: from one socket to the other, chunks as they came while no rule is armed. */

import type { Socket } from 'node:net';
import type { Side } from '../../harness/contracts/history.ts';
import type { FrameRule, Held } from './frame-rule.ts';
import { FrameTracker } from './frame-tracker.ts';
import { Gate } from './gate.ts';

/** Sees every chunk before it is followed; what it returns goes on. */
export type ChunkFilter = (chunk: Buffer) => Buffer;

export class Direction {
  readonly from: Socket;
  readonly to: Socket;
  readonly tracker: FrameTracker;
  #gate: Gate | undefined;
  #isPushing = false;
  #filters: Set<ChunkFilter> | undefined;
  /** Rules that want the source not to be read. */
  #stops = 0;
  #sinkFull = false;
  #roomWanted: Set<() => void> | undefined;
  /** Rules that keep Close frames from the other side. */
  closesHidden = 0;
  #codeTold = false;
  #secondCodeTold = false;
  #errorTold = false;

  constructor(side: Side, from: Socket, to: Socket) {
    this.from = from;
    this.to = to;
    this.tracker = new FrameTracker(side);
  }

  /** Follows frames and sends on what the rules leave. */
  push(chunk: Buffer): void {
    const filtered = this.#filters === undefined ? chunk : this.#filter(chunk, this.#filters);
    if (this.#gate === undefined) {
      this.tracker.track(filtered);
      this.forward(filtered);
      return;
    }
    this.#isPushing = true;
    this.#gate.push(filtered);
    this.#isPushing = false;
    this.#dropIdleGate();
    this.#tellRoom();
  }

  /** Sends on bytes as they are. The source rests while the sink is full, which bounds what the tap holds. */
  forward(bytes: Buffer): void {
    if (!this.to.writable || this.to.write(bytes)) return;
    this.#sinkFull = true;
    this.from.pause();
  }

  /** The sink has room again, or is gone. */
  drained(): void {
    this.#sinkFull = false;
    if (this.#stops === 0) this.from.resume();
    this.#tellRoom();
  }

  /** The sink takes more, and nothing that was inserted before still waits for its place. */
  get hasRoom(): boolean {
    return this.to.writable && !this.#sinkFull && this.#gate?.hasInserts !== true;
  }

  /** Called once there is room, unless the returned function is called first. */
  onceRoom(listener: () => void): () => void {
    const wanted = (this.#roomWanted ??= new Set());
    wanted.add(listener);
    return () => wanted.delete(listener);
  }

  /** Stops reading the source until as many `go` as `stop` have come. */
  stop(): void {
    this.#stops++;
    this.from.pause();
  }

  go(): void {
    this.#stops--;
    if (this.#stops === 0 && !this.#sinkFull) this.from.resume();
  }

  arm(rule: FrameRule): void {
    this.#openGate().add(rule);
  }

  /** Takes the rule off. A message half withheld stays withheld. */
  disarm(rule: FrameRule): void {
    this.#gate?.remove(rule);
    this.#dropIdleGate();
  }

  /** Puts bytes of our own between two frames, or a message's between two messages. */
  insert(bytes: Buffer, isMessage: boolean): void {
    this.#openGate().insert(bytes, isMessage);
    this.#dropIdleGate();
  }

  /** What this rule held goes on, to the rules behind it first. */
  deliver(rule: FrameRule, held: Held): void {
    this.#openGate().deliver(rule, held);
    this.#dropIdleGate();
  }

  /** A frame of our own, as if it had come from the source: every rule has its say. */
  send(frame: Held): void {
    this.#openGate().deliver(undefined, frame);
    this.#dropIdleGate();
  }

  filter(filter: ChunkFilter): void {
    (this.#filters ??= new Set()).add(filter);
  }

  unfilter(filter: ChunkFilter): void {
    this.#filters?.delete(filter);
    if (this.#filters?.size === 0) this.#filters = undefined;
  }

  /** The code of the first Close frame that went on, once. */
  takeCloseCode(): number | undefined {
    const { closeCode } = this.tracker;
    if (closeCode === undefined || this.#codeTold) return undefined;
    this.#codeTold = true;
    return this.closesHidden > 0 ? undefined : closeCode;
  }

  /** The code of the second one, once. */
  takeSecondCloseCode(): number | undefined {
    const { secondCloseCode } = this.tracker;
    if (secondCloseCode === undefined || this.#secondCodeTold) return undefined;
    this.#secondCodeTold = true;
    return this.closesHidden > 0 ? undefined : secondCloseCode;
  }

  /** What the peer did wrong, once. */
  takeError(): string | undefined {
    const { error } = this.tracker;
    if (error === undefined || this.#errorTold) return undefined;
    this.#errorTold = true;
    return error;
  }

  #tellRoom(): void {
    const wanted = this.#roomWanted;
    if (wanted === undefined || !this.hasRoom) return;
    this.#roomWanted = undefined;
    for (const listener of wanted) listener();
  }

  #filter(chunk: Buffer, filters: ReadonlySet<ChunkFilter>): Buffer {
    let rest = chunk;
    for (const filter of filters) rest = filter(rest);
    return rest;
  }

  /** Not in the middle of a push, where a rule may put in bytes of its own. */
  #dropIdleGate(): void {
    if (!this.#isPushing && this.#gate?.isIdle === true) this.#gate = undefined;
  }

  #openGate(): Gate {
    this.#gate ??= new Gate(this.tracker, (bytes) => {
      this.forward(bytes);
    });
    return this.#gate;
  }
}
