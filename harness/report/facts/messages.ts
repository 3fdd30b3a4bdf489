/** Events on their way to the clients, cohort by cohort: received, repeated, lost, and whether anybody noticed. */

import type { RunHistory } from '../../contracts/checker.ts';
import { cohortOf } from '../../contracts/connection-id.ts';
import type { HistoryEvent } from '../../contracts/history.ts';
import type { Zombie } from './zombies.ts';

export interface MessageFlow {
  readonly cohort: string;
  readonly received: number;
  readonly repeated: number;
  /** Messages our tap kept back. */
  readonly withheld: number;
  /** Events a client saw jumped over. */
  readonly missed: number;
  /** Of those: delivered after all. */
  readonly filled: number;
  /** Of those: the server said itself that they are lost. */
  readonly reported: number;
  /** Of those: neither, on a connection a fault made a zombie: nothing could be said to it. */
  readonly toZombies: number;
  /** Of those: neither. The server did not notice, or did not say. */
  readonly unnoticed: number;
}

type Draft = { -readonly [Key in keyof MessageFlow]: MessageFlow[Key] };
type Fate = 'missed' | 'filled' | 'reported';

/** Ranges longer than this are counted, not followed one by one. */
const maxRange = 100_000;

export function readMessages(
  { events }: RunHistory,
  zombies: readonly Zombie[],
): readonly MessageFlow[] {
  const dead = new Set(zombies.map(({ connection }) => connection));
  const flows = new Map<string, Draft>();
  const totals = new Map<string, { count: number; repeated: number }>();
  const fates = new Map<string, Map<number, Fate>>();
  for (const event of events) {
    if (event.kind === 'client.received') totals.set(event.connection, event);
    else if (event.kind === 'tap.withheld' && event.direction === 'down') {
      flowOf(flows, event.connection).withheld += 1;
    } else noteFate(fates, event);
  }
  for (const [connection, { count, repeated }] of totals) {
    const flow = flowOf(flows, connection);
    flow.received += count;
    flow.repeated += repeated;
  }
  for (const [connection, seqs] of fates) {
    const flow = flowOf(flows, connection);
    const unsaid = dead.has(connection) ? 'toZombies' : 'unnoticed';
    for (const fate of seqs.values()) {
      flow.missed += 1;
      flow[fate === 'missed' ? unsaid : fate] += 1;
    }
  }
  return [...flows.values()].sort((one, other) => one.cohort.localeCompare(other.cohort));
}

const kinds: Readonly<Partial<Record<HistoryEvent['kind'], Fate>>> = {
  'client.gap': 'missed',
  'client.gap-filled': 'filled',
  'client.gap-reported': 'reported',
};

function noteFate(fates: Map<string, Map<number, Fate>>, event: HistoryEvent): void {
  const fate = kinds[event.kind];
  if (fate === undefined || !('fromSeq' in event)) return;
  const seqs = fates.get(event.connection) ?? new Map<number, Fate>();
  fates.set(event.connection, seqs);
  const toSeq = Math.min(event.toSeq, event.fromSeq + maxRange);
  for (let seq = event.fromSeq; seq <= toSeq; seq += 1) {
    if (fate !== 'missed' || !seqs.has(seq)) seqs.set(seq, fate);
  }
}

function flowOf(flows: Map<string, Draft>, connection: string): Draft {
  const cohort = cohortOf(connection);
  const known = flows.get(cohort);
  if (known !== undefined) return known;
  const none = { received: 0, repeated: 0, withheld: 0, missed: 0, filled: 0, reported: 0 };
  const flow = { cohort, ...none, toZombies: 0, unnoticed: 0 };
  flows.set(cohort, flow);
  return flow;
}
