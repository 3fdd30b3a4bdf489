/** How long a client waits before it tries again: exponential, jittered, and as the server asks. */

import type { UserRandom } from './user-random.ts';

const baseMs = 200;
const capMs = 2000;
/** A server that says "do not come back" is asked more rarely, but it is asked. */
const finalBaseMs = 1000;
const finalCapMs = 4000;

export interface Failure {
  /** False only when the server said so. */
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
}

/** `attempt` counts from 0 since the last success. Half of the delay is jitter. */
export function backOffMs(attempt: number, failure: Failure, random: UserRandom): number {
  const base = failure.retryable ? baseMs : finalBaseMs;
  const cap = failure.retryable ? capMs : finalCapMs;
  const fullMs = Math.min(cap, base * 2 ** Math.min(attempt, 10));
  return Math.max(failure.retryAfterMs ?? 0, fullMs * (0.5 + 0.5 * random.unit()));
}
