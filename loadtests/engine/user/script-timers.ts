/** `setTimeout` and its kin of one virtual user; what is pending keeps the iteration open. */

import { alarmAt, monotonicMs, type Alarm } from '../timers.ts';

export interface TimerOwner {
  hold(): void;
  release(): void;
  /** Runs script code; never throws. */
  run(callback: (...args: unknown[]) => unknown, args: unknown[]): void;
  /** True while a blocking call holds events back; `task` then runs after it. */
  defers(task: () => void): boolean;
}

interface Pending {
  readonly callback: (...args: unknown[]) => unknown;
  readonly args: unknown[];
  /** Milliseconds between rings; undefined for a timeout. */
  readonly everyMs: number | undefined;
  dueMs: number;
  alarm: Alarm | undefined;
}

export class ScriptTimers {
  readonly #owner: TimerOwner;
  #pending: Map<number, Pending> | null = null;
  #lastId = 0;
  /**
   * When the callback that runs now was due. A timer set by a timer counts from there, not from when the
   * callback got its turn, so a script that paces itself by `setTimeout` does not drift with the load.
   */
  #baseMs: number | undefined;

  constructor(owner: TimerOwner) {
    this.#owner = owner;
  }

  set(callback: unknown, delayMs: unknown, timer: { args: unknown[]; repeats: boolean }): number {
    if (typeof callback !== 'function') throw new TypeError('a timer needs a function');
    const ms = Math.max(0, Number(delayMs ?? 0) || 0);
    const pending: Pending = {
      callback: callback as (...args: unknown[]) => unknown,
      args: timer.args,
      everyMs: timer.repeats ? Math.max(1, ms) : undefined,
      dueMs: (this.#baseMs ?? monotonicMs()) + ms,
      alarm: undefined,
    };
    const id = ++this.#lastId;
    this.#pending ??= new Map();
    this.#pending.set(id, pending);
    this.#owner.hold();
    this.#arm(id, pending);
    return id;
  }

  clear(id: unknown): void {
    const pending = this.#pending?.get(id as number);
    if (pending === undefined) return;
    pending.alarm?.cancel();
    this.#pending?.delete(id as number);
    this.#owner.release();
  }

  clearAll(): void {
    for (const id of [...(this.#pending?.keys() ?? [])]) this.clear(id);
  }

  #arm(id: number, pending: Pending): void {
    pending.alarm = alarmAt(pending.dueMs, () => {
      this.#ring(id, pending);
    });
  }

  #ring(id: number, pending: Pending): void {
    if (this.#pending?.get(id) !== pending) return;
    const again = (): void => {
      this.#ring(id, pending);
    };
    if (this.#owner.defers(again)) return;
    const isDone = pending.everyMs === undefined;
    if (isDone) this.#pending.delete(id);
    this.#baseMs = pending.dueMs;
    this.#owner.run(pending.callback, pending.args);
    this.#baseMs = undefined;
    if (isDone) this.#owner.release();
    else if (this.#pending.get(id) === pending) {
      pending.dueMs = nextDue(pending);
      this.#arm(id, pending);
    }
  }
}

/** Rings that were missed altogether are left out. */
function nextDue({ dueMs, everyMs = 1 }: Pending): number {
  const missed = Math.max(0, Math.floor((monotonicMs() - dueMs) / everyMs));
  return dueMs + (missed + 1) * everyMs;
}
