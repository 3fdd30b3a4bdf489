/** A fault point that throws: in what the server does for one connection, so often and for so long. */

import type { TargetClock } from '../clock.ts';

export interface Throwing {
  /** So many passes throw. */
  readonly times: number;
  /** Passes throw until so long after the first that did, however many that are. */
  readonly lastingMs: number;
}

export class ThrowPoint<Owner> {
  readonly #name: string;
  readonly #clock: TargetClock;
  readonly #armed = new Map<
    Owner,
    { left: number; readonly lastingUs: number; untilUs?: number }
  >();

  /** `name` says in the error what failed. */
  constructor(name: string, clock: TargetClock) {
    this.#name = name;
    this.#clock = clock;
  }

  arm(owner: Owner, { times, lastingMs }: Throwing): void {
    this.#armed.set(owner, { left: times, lastingUs: lastingMs * 1000 });
  }

  /** Idempotent; also for an owner that is gone. */
  disarm(owner: Owner): void {
    this.#armed.delete(owner);
  }

  /** Throws where armed for this owner and not used up. */
  pass(owner: Owner): void {
    if (this.#armed.size === 0) return;
    const armed = this.#armed.get(owner);
    if (armed === undefined) return;
    const nowUs = this.#clock.nowUs();
    armed.untilUs ??= nowUs + armed.lastingUs;
    if (armed.left <= 0 && nowUs >= armed.untilUs) return;
    armed.left--;
    throw new Error(`${this.#name} failed at the fault point`);
  }
}
