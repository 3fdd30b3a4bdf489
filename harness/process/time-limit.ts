/** Bounds on waiting: a promise with a deadline, and a condition looked at until it holds. */

import type { Clock } from '../contracts/clock.ts';

/** One for all: an abort without a reason makes an exception with a stack of its own, for each call of each part. */
const settled = new Error('it was in time');

/** Settles like `work`, or rejects with `onTimeout()` after `ms`. The work itself is not cancelled. */
export async function withTimeLimit<Value>(
  clock: Clock,
  limit: { readonly ms: number; readonly onTimeout: () => Error },
  work: Promise<Value>,
): Promise<Value> {
  const cancel = new AbortController();
  const deadline = clock.delay(limit.ms, cancel.signal).then(
    () => {
      throw limit.onTimeout();
    },
    () => work,
  );
  try {
    return await Promise.race([work, deadline]);
  } finally {
    cancel.abort(settled);
  }
}

/**
 * Asks `look` every `everyMs` until it gives something other than undefined; undefined after `withinMs`.
 * For facts nobody announces (the kernel's tables, another process's HTTP answers).
 */
export async function lookUntil<Found>(
  clock: Clock,
  bound: { readonly withinMs: number; readonly everyMs: number; readonly signal?: AbortSignal },
  look: () => Promise<Found | undefined>,
): Promise<Found | undefined> {
  const deadlineUs = clock.nowUs() + bound.withinMs * 1000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (clock.nowUs() >= deadlineUs) return undefined;
    await clock.delay(bound.everyMs, bound.signal);
  }
}
