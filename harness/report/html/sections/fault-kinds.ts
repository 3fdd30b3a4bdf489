/** Thousands of faults in a few rows: how many of each kind began, were proven, were undone, and how late. */

import type { FaultFacts } from '../../facts/faults.ts';
import type { Html } from '../html.ts';
import { dataTable, type Column } from '../table.ts';
import { duration, term } from '../words.ts';

type Kind = readonly [inject: string, faults: readonly FaultFacts[]];

export function faultKindTable(faults: readonly FaultFacts[]): Html {
  const count = (name: string, of: (fault: FaultFacts) => number, isBad = false): Column<Kind> => {
    const sum = ([, all]: Kind): number => all.reduce((total, fault) => total + of(fault), 0);
    return {
      name,
      amount: true,
      cell: (kind) => String(sum(kind)),
      tone: (kind) => (isBad && sum(kind) > 0 ? 'fail' : ''),
    };
  };
  const columns: readonly Column<Kind>[] = [
    { name: 'kind', cell: ([inject]) => term(inject) },
    count('faults', () => 1),
    count('never begun', ({ beginMs }) => (beginMs === undefined ? 1 : 0), true),
    count('victims', ({ victims }) => victims.length),
    count('proven on', ({ proofs }) => sizeOf(proofs)),
    count('not proven on', ({ unproven }) => sizeOf(unproven), true),
    count('not undone', (fault) => (isUndone(fault) ? 0 : 1), true),
    { name: 'latest begin', amount: true, cell: ([, all]) => `+${duration(latestBeginMs(all))}` },
  ];
  return dataTable('kinds of faults', columns, [...Map.groupBy(faults, ({ inject }) => inject)]);
}

/** Something of it was not as planned. */
export function isAmiss(fault: FaultFacts): boolean {
  return fault.beginMs === undefined || fault.unproven.length > 0 || !isUndone(fault);
}

function isUndone({ beginMs, healed }: FaultFacts): boolean {
  return beginMs === undefined || healed?.clean === true;
}

function sizeOf(all: readonly { readonly victims: readonly string[] }[]): number {
  return all.reduce((sum, { victims }) => sum + victims.length, 0);
}

function latestBeginMs(faults: readonly FaultFacts[]): number {
  const late = faults.flatMap(({ beginMs, plannedMs }) =>
    beginMs === undefined ? [] : [beginMs - plannedMs.begin],
  );
  return Math.round(late.reduce((latest, ms) => Math.max(latest, ms), 0));
}
