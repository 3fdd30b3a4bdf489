/** One reporter out of many: a reporter that throws is named and passed over, the run goes on. */

import type { Reporter } from '../contracts/reporter.ts';
import { messageOf } from '../contracts/errors.ts';

/** Gets a sentence that names the reporter, and what it threw. */
export type ReporterProblem = (problem: string, error: unknown) => void;

/**
 * Hooks run in the order of `reporters`. After a throw in `onStart` or `onEvent` that reporter gets no more
 * live events (a broken one would throw thousands of times) but is still asked for its file.
 */
export function multiplex(reporters: readonly Reporter[], onProblem: ReporterProblem): Reporter {
  const broken = new Set<Reporter>();
  const live = (call: (reporter: Reporter) => void): void => {
    for (const reporter of reporters) {
      if (broken.has(reporter)) continue;
      try {
        call(reporter);
      } catch (error) {
        broken.add(reporter);
        onProblem(describe(reporter, error), error);
      }
    }
  };
  return {
    name: 'multiplex',
    onStart: (plan) => {
      live((reporter) => reporter.onStart?.(plan));
    },
    onEvent: (event) => {
      live((reporter) => reporter.onEvent?.(event));
    },
    onVerdict: async (input) => {
      for (const reporter of reporters) {
        try {
          await reporter.onVerdict?.(input);
        } catch (error) {
          onProblem(describe(reporter, error), error);
        }
      }
    },
  };
}

function describe({ name }: Reporter, error: unknown): string {
  return `reporter ${name} failed: ${messageOf(error)}`;
}
