/** Applicants who wait for a slot to be reclaimed: by tier, and now and then the longest waiting first. */

import type { Applicant } from '../core/connection.ts';
import { tiers } from '../protocol.ts';
import type { Decision } from './doorkeeper.ts';

export interface Waiter {
  readonly applicant: Applicant;
  readonly decision: Promise<Decision>;
  readonly resolve: (decision: Decision) => void;
  /** Stops the timer of the deadline. */
  cancel: () => void;
}

/** Every so many grants go by age alone, so that a stream of priority users starves nobody. */
const grantByAge = 4;

export class WaitingRoom {
  /** In the order of arrival. */
  readonly #waiters = new Set<Waiter>();
  #grants = 0;

  get size(): number {
    return this.#waiters.size;
  }

  waiters(): readonly Waiter[] {
    return [...this.#waiters];
  }

  enter(applicant: Applicant): Waiter {
    const { promise, resolve } = Promise.withResolvers<Decision>();
    const waiter: Waiter = { applicant, decision: promise, resolve, cancel: () => undefined };
    this.#waiters.add(waiter);
    return waiter;
  }

  /** Ends the wait with `decision`; does nothing when it has ended. */
  leave(waiter: Waiter, decision: Decision): void {
    if (!this.#waiters.delete(waiter)) return;
    waiter.cancel();
    waiter.resolve(decision);
  }

  /** Who gets the next slot. */
  next(): Waiter | undefined {
    this.#grants++;
    let best: Waiter | undefined;
    for (const waiter of this.#waiters) {
      if (best === undefined) best = waiter;
      else if (rank(waiter) < rank(best)) best = waiter;
      if (this.#grants % grantByAge === 0) break;
    }
    return best;
  }
}

function rank({ applicant }: Waiter): number {
  return tiers.indexOf(applicant.tier);
}
