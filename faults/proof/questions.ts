/** Asks servers through the tap whether a connection's message handler answers; the client notices nothing. */

import type { FaultContext, TapCounters } from '../../harness/contracts/fault.ts';
import type { TapInjector } from '../../harness/contracts/tap-rules.ts';
import { lookUntil } from '../../harness/process/time-limit.ts';

const lookEveryMs = 5;

/** The echo of the reference server's protocol; a server that answers anything with this nonce will do. */
function echoOf(nonce: string): string {
  return JSON.stringify({ type: 'echo', nonce });
}

/** Asks each of `ids` once; those that are not open are left out. Taken off with everything else of this owner. */
export async function askAll(
  injector: TapInjector,
  owner: string,
  question: { readonly ids: readonly string[]; readonly nonce: string },
): Promise<void> {
  const { ids, nonce } = question;
  await injector.arm(owner, ids, { kind: 'ask', text: echoOf(nonce), answer: nonce });
}

/** How many questions so far were answered to each of `ids`. */
export async function answersOf(
  { tap }: Pick<FaultContext, 'tap'>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  return new Map(
    (await tap.counters(ids)).map((counters) => [counters.connection, answers(counters)]),
  );
}

/** Waits until so many of `ids` have answered more than `before`, or have closed; returns the ids that answered. */
export async function untilAnswered(
  { tap, clock }: Pick<FaultContext, 'tap' | 'clock'>,
  before: ReadonlyMap<string, number>,
  wanted: { readonly count: number; readonly withinMs: number },
): Promise<readonly string[]> {
  let answered: readonly string[] = [];
  await lookUntil(clock, { withinMs: wanted.withinMs, everyMs: lookEveryMs }, async () => {
    const counters = await tap.counters([...before.keys()]);
    const hasAnswered = (one: TapCounters): boolean =>
      answers(one) > (before.get(one.connection) ?? 0);
    answered = counters.filter(hasAnswered).map(({ connection }) => connection);
    const closed = counters.filter((one) => !one.open && !hasAnswered(one)).length;
    return answered.length + closed >= wanted.count ? true : undefined;
  });
  return answered;
}

function answers({ acted }: TapCounters): number {
  return acted?.['answered-question'] ?? 0;
}
