/** Steps the wall clock of this process, as code sees it by `Date`; timers and monotonic clocks go on. */

import type { ClockPoint } from '../../harness/contracts/target.ts';

const real = globalThis.Date;

/** One for the process, for there is one `Date`. */
class SteppedDate implements ClockPoint {
  #offsetMs = 0;

  /** The real `Date` is back as soon as the steps add up to nothing. */
  step(byMs: number): Promise<void> {
    this.#offsetMs += byMs;
    globalThis.Date = this.#offsetMs === 0 ? real : this.#stepped();
    return Promise.resolve();
  }

  nowUs(): Promise<number> {
    return Promise.resolve(new globalThis.Date().getTime() * 1000);
  }

  #stepped(): DateConstructor {
    const now = (): number => new real().getTime() + this.#offsetMs;
    return new Proxy(real, {
      construct: (target, args: unknown[], newTarget): Date =>
        Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as Date,
      apply: () => new real(now()).toString(),
      get: (target, name, receiver): unknown =>
        name === 'now' ? now : Reflect.get(target, name, receiver),
    });
  }
}

export const steppedDate: ClockPoint = new SteppedDate();
