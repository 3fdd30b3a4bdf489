/** `setTimeout` and its kin of one virtual user; what is pending keeps the iteration open. */

import { Deadline, monotonicMs } from '../timers.ts';

export interface TimerOwner {
  hold(): void;
  release(): void;
  /** Runs script code; never throws. */
  run(callback: (...args: unknown[]) => unknown, args: readonly unknown[]): void;
  /** Whether a blocking call holds events back. */
  holdsBack(): boolean;
  /** `task` runs after the blocking call. */
  defer(task: () => void): void;
}

type Callback = (...args: unknown[]) => unknown;
const noArguments: readonly unknown[] = [];

export class ScriptTimers {
  readonly #owner: TimerOwner;
  /** See `Deadline`. */
  readonly settlesPromises: boolean;
  /** Ascending by id: timers are added at the end. */
  #pending: ScriptTimer[] | null = null;
  #lastId = 0;
  /**
   * When the callback that runs now was due. A timer set by a timer counts from there, not from when the
   * callback got its turn, so a script that paces itself by `setTimeout` does not drift with the load.
   */
  #baseMs: number | undefined;

  constructor(owner: TimerOwner, settlesPromises = true) {
    this.#owner = owner;
    this.settlesPromises = settlesPromises;
  }

  set(callback: unknown, delayMs: unknown, how: { args: unknown[]; repeats: boolean }): number {
    if (typeof callback !== 'function') throw new TypeError('a timer needs a function');
    const ms = Math.max(0, Number(delayMs ?? 0) || 0);
    const timer = new ScriptTimer(this, ++this.#lastId, callback as Callback);
    if (how.args.length > 0) timer.args = how.args;
    if (how.repeats) timer.everyMs = Math.max(1, ms);
    if (this.#pending === null) this.#pending = [timer];
    else this.#pending.push(timer);
    this.#owner.hold();
    timer.setFor((this.#baseMs ?? monotonicMs()) + ms);
    return timer.id;
  }

  clear(id: unknown): void {
    const at = this.#placeOf(Number(id));
    if (at === -1) return;
    this.#pending?.[at]?.cancel();
    this.#remove(at);
    this.#owner.release();
  }

  clearAll(): void {
    while (this.#pending !== null) this.clear(this.#pending.at(-1)?.id);
  }

  /** The timer is due. */
  rang(timer: ScriptTimer): void {
    const at = this.#placeOf(timer.id);
    if (at === -1) return;
    if (this.#owner.holdsBack()) {
      this.#owner.defer(() => {
        this.rang(timer);
      });
      return;
    }
    const isDone = timer.everyMs === 0;
    if (isDone) this.#remove(at);
    this.#baseMs = timer.dueMs;
    this.#owner.run(timer.callback, timer.args);
    this.#baseMs = undefined;
    if (isDone) this.#owner.release();
    else if (this.#placeOf(timer.id) !== -1) timer.setFor(nextDue(timer));
  }

  #remove(at: number): void {
    if (this.#pending?.length === 1) this.#pending = null;
    else this.#pending?.splice(at, 1);
  }

  #placeOf(id: number): number {
    const list = this.#pending;
    if (list === null) return -1;
    let low = 0;
    let high = list.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((list[middle]?.id ?? 0) < id) low = middle + 1;
      else high = middle;
    }
    return list[low]?.id === id ? low : -1;
  }
}

class ScriptTimer extends Deadline {
  readonly id: number;
  readonly callback: Callback;
  args = noArguments;
  /** Milliseconds between rings; 0 for a timeout. */
  everyMs = 0;
  readonly #timers: ScriptTimers;

  constructor(timers: ScriptTimers, id: number, callback: Callback) {
    super();
    this.#timers = timers;
    this.id = id;
    this.callback = callback;
  }

  override settlesPromises(): boolean {
    return this.#timers.settlesPromises;
  }

  ring(): void {
    this.#timers.rang(this);
  }
}

/** Rings that were missed altogether are left out. */
function nextDue({ dueMs, everyMs }: ScriptTimer): number {
  const missed = Math.max(0, Math.floor((monotonicMs() - dueMs) / everyMs));
  return dueMs + (missed + 1) * everyMs;
}
