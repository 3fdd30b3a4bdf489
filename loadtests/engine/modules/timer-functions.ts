/** The timer functions of one user: globals, and `k6/timers`. */

import type { VirtualUser } from '../user/virtual-user.ts';

export interface TimerFunctions extends Record<string, unknown> {
  readonly setTimeout: (callback: unknown, delayMs?: unknown, ...args: unknown[]) => number;
  readonly setInterval: (callback: unknown, delayMs?: unknown, ...args: unknown[]) => number;
  readonly clearTimeout: (id?: unknown) => void;
  readonly clearInterval: (id?: unknown) => void;
}

export function timerFunctions(user: VirtualUser): TimerFunctions {
  const clear = (id?: unknown): void => {
    user.timers.clear(id);
  };
  return {
    setTimeout: (callback, delayMs, ...args) =>
      user.timers.set(callback, delayMs, { args, repeats: false }),
    setInterval: (callback, delayMs, ...args) =>
      user.timers.set(callback, delayMs, { args, repeats: true }),
    clearTimeout: clear,
    clearInterval: clear,
  };
}
