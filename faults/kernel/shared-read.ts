/** One reading of something large for all who ask at about the same time. */

import type { Clock } from '../../harness/contracts/clock.ts';
import { systemClock } from '../../harness/process/system-clock.ts';

/** A quick reading costs nobody anything. */
const quickMs = 2;

/**
 * Whoever asks gets a reading that began after the question: while one is under way, all who come share the next, which
 * waits as long as the one before took, so that what is slow to read takes half of the time at most. `read` gets the
 * questions that it is to answer. A reading that fails fails for those who share it.
 */
export function sharedRead<Question, Result>(
  read: (questions: readonly Question[]) => Promise<Result>,
  clock: Clock = systemClock,
): (question: Question) => Promise<Result> {
  let running: Promise<unknown> | undefined;
  let next: Promise<Result> | undefined;
  let questions: Question[] = [];
  const begin = (): Promise<Result> => {
    next = undefined;
    const asked = questions;
    questions = [];
    const beganUs = clock.nowUs();
    const reading = read(asked);
    const rest = async (): Promise<void> => {
      const tookMs = (clock.nowUs() - beganUs) / 1000;
      if (tookMs > quickMs) await clock.delay(tookMs);
    };
    const rested = reading.then(rest, rest).finally(() => {
      if (running === rested) running = undefined;
    });
    running = rested;
    return reading;
  };
  return (question) => {
    questions.push(question);
    if (next !== undefined) return next;
    if (running === undefined) return begin();
    next = running.then(begin);
    return next;
  };
}
