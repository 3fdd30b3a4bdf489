/** Which connections the server has sent a message to since a moment, as the tap counted them. */

import type { FaultContext, TapCounters } from '../../harness/contracts/fault.ts';
import { settledCounters } from './settled-counters.ts';

const lookEveryMs = 5;

export interface Deliveries {
  /** Waits until one of these has been sent something, or `withinMs` is over. */
  untilSome(ids: readonly string[], withinMs: number): Promise<void>;
  /** One look after a pause of one interval. */
  lookAgain(): Promise<void>;
  /** Of the last look: sent something, sent nothing and still open, not open any more. */
  reached(): readonly string[];
  silent(): readonly string[];
  closed(): readonly string[];
}

/** Begins to count at the call. */
export async function watchDeliveries(
  { tap, clock, signal }: Pick<FaultContext, 'tap' | 'clock' | 'signal'>,
  ids: readonly string[],
): Promise<Deliveries> {
  const before = await settledCounters({ tap }, ids);
  let now = before;
  const select = (test: (earlier: TapCounters, later: TapCounters) => boolean): string[] =>
    before.flatMap((earlier, index) => {
      const later = now[index];
      return later !== undefined && test(earlier, later) ? earlier.connection : [];
    });
  const reached = (): string[] =>
    select((earlier, later) => later.messagesDown > earlier.messagesDown);
  return {
    untilSome: async (wanted, withinMs) => {
      const deadlineUs = clock.nowUs() + withinMs * 1000;
      while (!reached().some((id) => wanted.includes(id))) {
        if (clock.nowUs() >= deadlineUs) return;
        await clock.delay(lookEveryMs, signal);
        now = await tap.counters(ids);
      }
    },
    lookAgain: async () => {
      await clock.delay(lookEveryMs, signal);
      now = await tap.counters(ids);
    },
    reached,
    silent: () =>
      select((earlier, later) => later.open && later.messagesDown === earlier.messagesDown),
    closed: () => select((_, later) => !later.open),
  };
}
