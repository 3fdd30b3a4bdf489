/** One direction of a tapped connection: from one socket to the other, chunks as they came while no rule is armed. */

import type { Socket } from 'node:net';
import type { Side } from '../../harness/contracts/history.ts';
import type { FrameRule } from './frame-rule.ts';
import { FrameTracker } from './frame-tracker.ts';
import { Gate } from './gate.ts';

export class Direction {
  readonly from: Socket;
  readonly to: Socket;
  readonly tracker: FrameTracker;
  #gate: Gate | undefined;
  #codeTold = false;
  #errorTold = false;

  constructor(side: Side, from: Socket, to: Socket) {
    this.from = from;
    this.to = to;
    this.tracker = new FrameTracker(side);
  }

  /** Follows frames and sends on what the rules leave. */
  push(chunk: Buffer): void {
    if (this.#gate === undefined) {
      this.tracker.track(chunk);
      this.forward(chunk);
      return;
    }
    this.#gate.push(chunk);
    if (this.#gate.isIdle) this.#gate = undefined;
  }

  /** Sends on bytes as they are. The source rests while the sink is full, which bounds what the tap holds. */
  forward(bytes: Buffer): void {
    if (!this.to.writable) return;
    if (!this.to.write(bytes)) this.from.pause();
  }

  arm(rule: FrameRule): void {
    this.#openGate().add(rule);
  }

  /** Takes every rule off. A message half withheld stays withheld. */
  release(): void {
    const gate = this.#gate;
    if (gate === undefined) return;
    for (const rule of gate.rules) gate.remove(rule);
    if (gate.isIdle) this.#gate = undefined;
  }

  /** The code of the first Close frame, once. */
  takeCloseCode(): number | undefined {
    const { closeCode } = this.tracker;
    if (closeCode === undefined || this.#codeTold) return undefined;
    this.#codeTold = true;
    return closeCode;
  }

  /** What the peer did wrong, once. */
  takeError(): string | undefined {
    const { error } = this.tracker;
    if (error === undefined || this.#errorTold) return undefined;
    this.#errorTold = true;
    return error;
  }

  #openGate(): Gate {
    this.#gate ??= new Gate(this.tracker, (bytes) => {
      this.forward(bytes);
    });
    return this.#gate;
  }
}
