/** Bounds on waiting: a promise with a deadline, and a condition looked at until it holds. */

import type { Clock } from '../contracts/clock.ts';

/** One for all: an abort without a reason makes an exception with a stack of its own, for each call of each part. */
const settled = new Error('it was in time');

/** A timer that rings later than this was not waited for: the process, or the machine, stood still. */
const standstillMs = 20;

/**
 * Settles like `work`, or rejects with `onTimeout()` after `ms`. The work itself is not cancelled. Where the process
 * stood still until then, it is given as much time again: what came meanwhile is still to be read.
 */
export async function withTimeLimit<Value>(
  clock: Clock,
  limit: { readonly ms: number; readonly onTimeout: () => Error },
  work: Promise<Value>,
): Promise<Value> {
  const cancel = new AbortController();
  const deadline = patience(clock, limit.ms, cancel.signal).then(
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

async function patience(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  const dueUs = clock.nowUs() + ms * 1000;
  await clock.delay(ms, signal);
  const lateMs = (clock.nowUs() - dueUs) / 1000;
  if (lateMs > standstillMs) await clock.delay(Math.min(lateMs, ms), signal);
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
