/** `rps`: requests of all users of this process go out evenly spaced, so many a second at most. */

import type { RunContext } from '../run/run-context.ts';
import { alarmAfter, monotonicMs } from '../timers.ts';
import type { VirtualUser } from '../user/virtual-user.ts';

const nextMs = new WeakMap<RunContext, number>();

/** Resolves when the next request may go; undefined where it may go now. Never, when the user is interrupted. */
export function paced(user: VirtualUser): Promise<void> | undefined {
  const perSecond = Number(user.context.options.raw['rps'] ?? 0);
  if (!(perSecond > 0)) return undefined;
  const nowMs = monotonicMs();
  const dueMs = Math.max(nowMs, nextMs.get(user.context) ?? 0);
  nextMs.set(user.context, dueMs + 1000 / perSecond);
  if (dueMs <= nowMs) return undefined;
  return new Promise((resolve) => {
    const alarm = alarmAfter(dueMs - nowMs, () => {
      done();
      resolve();
    });
    const cancel = (): void => {
      alarm.cancel();
    };
    const done = user.isRunning ? user.pend(cancel) : cancel;
  });
}
