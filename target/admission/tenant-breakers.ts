/**
 * Spares the server the work for a user who keeps asking beyond the own limit: after some failures in a row that user
 * is refused at once for a while. One user's trouble is never another's: there is no breaker for all.
 */

interface Breaker {
  failures: number;
  openUntilUs: number;
}

export interface BreakerOptions {
  readonly failures: number;
  readonly openMs: number;
}

/** Users remembered at most; the oldest is forgotten first. */
const usersKept = 10_000;

export class TenantBreakers {
  readonly #options: BreakerOptions;
  readonly #byUser = new Map<string, Breaker>();

  constructor(options: BreakerOptions) {
    this.#options = options;
  }

  /** Milliseconds until this user is served again; 0 when served now. */
  waitMs(user: string, nowUs: number): number {
    const breaker = this.#byUser.get(user);
    return breaker === undefined ? 0 : Math.max(0, (breaker.openUntilUs - nowUs) / 1000);
  }

  /** Still over the limit after a cleanup. */
  failed(user: string, nowUs: number): void {
    const breaker = this.#byUser.get(user) ?? { failures: 0, openUntilUs: 0 };
    breaker.failures++;
    if (breaker.failures >= this.#options.failures) {
      breaker.openUntilUs = nowUs + this.#options.openMs * 1000;
      // One more failure after that opens it again.
      breaker.failures = this.#options.failures - 1;
    }
    this.#byUser.set(user, breaker);
    const [oldest] = this.#byUser.keys();
    if (this.#byUser.size > usersKept && oldest !== undefined) this.#byUser.delete(oldest);
  }

  succeeded(user: string): void {
    this.#byUser.delete(user);
  }
}
