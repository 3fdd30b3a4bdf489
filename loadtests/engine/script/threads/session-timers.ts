/** Timers of a session of `k6/ws` in a thread: rung by the loop that waits for the session's events. */

import { monotonicMs } from '../../timers.ts';
import type { SessionTimers } from '../../modules/ws-session.ts';

type Handler = (...args: unknown[]) => unknown;

interface Pending {
  readonly callback: Handler;
  readonly everyMs: number | undefined;
  dueMs: number;
}

export class LoopTimers implements SessionTimers {
  readonly #run: (callback: Handler, args: unknown[]) => void;
  #pending: Pending[] = [];
  #lastId = 0;

  constructor(run: (callback: Handler, args: unknown[]) => void) {
    this.#run = run;
  }

  set(callback: unknown, delayMs: unknown, { repeats }: { repeats: boolean }): number {
    if (typeof callback !== 'function') throw new TypeError('a timer needs a function');
    const ms = Math.max(0, Number(delayMs ?? 0) || 0);
    this.#pending.push({
      callback: callback as Handler,
      everyMs: repeats ? Math.max(1, ms) : undefined,
      dueMs: monotonicMs() + ms,
    });
    return ++this.#lastId;
  }

  clearAll(): void {
    this.#pending = [];
  }

  /** Milliseconds until the next one is due; Infinity when there is none. */
  waitMs(): number {
    const dueMs = Math.min(Infinity, ...this.#pending.map((timer) => timer.dueMs));
    return Math.max(0, dueMs - monotonicMs());
  }

  /** Rings what is due now, in order. */
  ring(): void {
    const nowMs = monotonicMs();
    const due = this.#pending.filter(({ dueMs }) => dueMs <= nowMs);
    for (const timer of due.sort((left, right) => left.dueMs - right.dueMs)) {
      if (!this.#pending.includes(timer)) continue;
      if (timer.everyMs === undefined) this.#pending = this.#pending.filter((one) => one !== timer);
      else timer.dueMs += timer.everyMs;
      this.#run(timer.callback, []);
    }
  }
}
