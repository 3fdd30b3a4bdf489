/** Undo steps, registered before what they undo can fail; run in reverse, each however the others end. */

import type { Clock } from '../contracts/clock.ts';
import { withTimeLimit } from '../process/time-limit.ts';

export interface TeardownProblem {
  readonly what: string;
  readonly error: unknown;
}

export class Teardown {
  readonly #clock: Clock;
  readonly #steps: { readonly what: string; readonly undo: () => Promise<void> }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(what: string, undo: () => Promise<void>): void {
    this.#steps.push({ what, undo });
  }

  /** Runs what was registered since the last call, newest first, `withinMs` a step. Never rejects. */
  async run(withinMs: number): Promise<readonly TeardownProblem[]> {
    const problems: TeardownProblem[] = [];
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      const { what, undo } = step;
      const onTimeout = (): Error => new Error(`${what}: not undone within ${String(withinMs)} ms`);
      try {
        await withTimeLimit(this.#clock, { ms: withinMs, onTimeout }, undo());
      } catch (error) {
        problems.push({ what, error });
      }
    }
    return problems;
  }
}
