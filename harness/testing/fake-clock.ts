/** A Clock driven by hand: time stands still until a test moves it. */

import type { Clock } from '../contracts/clock.ts';

export interface FakeClock extends Clock {
  /** Moves time on by `ms`, waking sleepers in the order of their deadlines and letting what they woke run. */
  advance(ms: number): Promise<void>;
  /** How many delays are pending. */
  sleepers(): number;
}

interface Sleeper {
  readonly wakeUs: number;
  readonly wake: () => void;
}

/** A clock at `startUs` microseconds. Wall time begins at the Unix epoch and moves with it. */
export function createFakeClock(startUs = 0): FakeClock {
  let nowUs = startUs;
  const asleep = new Set<Sleeper>();
  return {
    nowUs: () => nowUs,
    wallTime: () => new Date(nowUs / 1000).toISOString(),
    sleepers: () => asleep.size,

    delay: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) {
          reject(asError(signal.reason));
          return;
        }
        const onAbort = (): void => {
          asleep.delete(sleeper);
          reject(asError(signal?.reason));
        };
        const wake = (): void => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        };
        const sleeper: Sleeper = { wakeUs: nowUs + Math.max(0, ms) * 1000, wake };
        asleep.add(sleeper);
        signal?.addEventListener('abort', onAbort, { once: true });
      }),

    advance: async (ms) => {
      const untilUs = nowUs + ms * 1000;
      await settle();
      for (let next = earliest(asleep, untilUs); next; next = earliest(asleep, untilUs)) {
        nowUs = Math.max(nowUs, next.wakeUs);
        asleep.delete(next);
        next.wake();
        await settle();
      }
      nowUs = untilUs;
    },
  };
}

function earliest(asleep: ReadonlySet<Sleeper>, untilUs: number): Sleeper | undefined {
  let first: Sleeper | undefined;
  for (const sleeper of asleep) {
    if (sleeper.wakeUs > untilUs) continue;
    if (first === undefined || sleeper.wakeUs < first.wakeUs) first = sleeper;
  }
  return first;
}

// One turn of the event loop runs every promise reaction that is already due.
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
