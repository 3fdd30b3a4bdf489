/** What a run put to the test: a check that passed where nothing could have failed it proves little. */

import type { RunHistory } from '../../contracts/checker.ts';
import type { HistoryEvent } from '../../contracts/history.ts';

export interface Situation {
  readonly name: string;
  /** The check this situation puts to the test. */
  readonly check: string;
  readonly count: number;
}

interface Sought {
  readonly name: string;
  readonly check: string;
  readonly matches: (event: HistoryEvent) => boolean;
}

const sought: readonly Sought[] = [
  {
    name: 'a zombie was proven',
    check: 'zombies-reclaimed',
    matches: (event) => event.kind === 'fault.proof' && event.zombies,
  },
  {
    name: 'a cleanup removed something',
    check: 'live-connections-kept',
    matches: (event) => event.kind === 'target.cleanup' && event.removed > 0,
  },
  {
    name: 'the server closed a connection',
    check: 'live-connections-kept',
    matches: (event) => event.kind === 'tap.end' && event.by === 'server',
  },
  {
    name: 'a message was withheld',
    check: 'events-delivered',
    matches: (event) => event.kind === 'tap.withheld',
  },
  {
    name: 'a client saw a gap',
    check: 'events-delivered',
    matches: (event) => event.kind === 'client.gap',
  },
  {
    name: 'a gap was filled or reported',
    check: 'events-delivered',
    matches: ({ kind }) => kind === 'client.gap-filled' || kind === 'client.gap-reported',
  },
  {
    name: 'the census was taken',
    check: 'counts-agree',
    matches: (event) => event.kind === 'census' && event.connections !== undefined,
  },
  {
    name: 'the server was full',
    check: 'priority-admitted',
    matches: (event) => event.kind === 'census' && event.claimed >= event.limit,
  },
  {
    name: 'a bystander told how late its answers were',
    check: 'bystanders-undisturbed',
    matches: ({ kind }) => kind === 'client.answers',
  },
  {
    name: 'somebody was refused',
    check: 'priority-admitted',
    matches: (event) => event.kind === 'client.refused',
  },
];

export function readCoverage({ events }: RunHistory): readonly Situation[] {
  return sought.map(({ name, check, matches }) => ({
    name,
    check,
    count: events.filter(matches).length,
  }));
}

/** Checks none of whose situations came up. */
export function untested(coverage: readonly Situation[]): readonly string[] {
  const checks = [...new Set(coverage.map(({ check }) => check))];
  return checks.filter((check) =>
    coverage.every((situation) => situation.check !== check || situation.count === 0),
  );
}
