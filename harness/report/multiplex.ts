/** One reporter out of many: a reporter that throws is named and passed over, the run goes on. */

import type { Reporter } from '../contracts/reporter.ts';

/** Gets the name of the reporter that threw and what it threw. */
export type ReporterProblem = (reporter: string, error: unknown) => void;

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
        onProblem(reporter.name, error);
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
          onProblem(reporter.name, error);
        }
      }
    },
  };
}
