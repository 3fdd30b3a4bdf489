/** Faults × policies: which policy gets which kind of zombie back, and how fast. The rows are those of the fault guide. */

import type { Outcome } from '../../contracts/checker.ts';
import type { ServiceLevel } from '../../contracts/scenario.ts';
import { formatDurationMs } from '../../contracts/units.ts';
import type { Verdict } from '../../contracts/verdict.ts';
import { firstDoubt } from '../headline.ts';

/** What one run says of a fault under a policy. */
export interface MatrixCell {
  readonly outcome: Outcome;
  readonly injected: number;
  readonly reclaimed: number;
  readonly late: number;
  readonly never: number;
  readonly unjudged: number;
  readonly killed: number;
  /** Of the judged sign, from proof; null where none was reclaimed. */
  readonly p50Ms: number | null;
  readonly slowestMs: number | null;
  readonly reclaimWithinMs: number;
  /** Why it is unknown, or what failed besides zombies and kills. */
  readonly note?: string;
}

export interface MatrixRow {
  /** `R1` … `R8`, or a name of the user's own. */
  readonly row: string;
  readonly fault: string;
  /** By policy; a policy not run is absent. */
  readonly cells: Readonly<Record<string, MatrixCell>>;
  /** Why a cell that is absent was not run, where that is known. */
  readonly lack?: string;
}

export function matrixCell(verdict: Verdict, serviceLevel: ServiceLevel): MatrixCell {
  const { zombies, healthy } = verdict.matrix;
  const { p50, max } = verdict.reclaim[serviceLevel.judge];
  const note = noteOf(verdict);
  return {
    outcome: verdict.outcome,
    ...zombies,
    killed: healthy.killed,
    p50Ms: p50,
    slowestMs: max,
    reclaimWithinMs: serviceLevel.reclaimWithinMs,
    ...(note === undefined ? {} : { note }),
  };
}

/** Checks the cell's own words already tell of. */
const told = ['zombies-reclaimed', 'live-connections-kept'];

function noteOf(verdict: Verdict): string | undefined {
  const { outcome, checks } = verdict;
  if (outcome === 'pass') return undefined;
  if (outcome === 'unknown') return firstDoubt(verdict)?.reason;
  const others = checks.filter((check) => check.outcome === 'fail' && !told.includes(check.name));
  return others.length === 0 ? undefined : others.map(({ name }) => name).join(', ');
}

/** Policies in the order they first appear. */
export function policiesOf(rows: readonly MatrixRow[]): readonly string[] {
  return [...new Set(rows.flatMap(({ cells }) => Object.keys(cells)))];
}

/** `reclaimed 8 of 8, p50 620ms, slowest 790ms`; `never 5 of 7`; `killed 2 healthy`; all that is true. */
export function cellWords(cell: MatrixCell): string {
  const { outcome, injected, reclaimed, late, never, unjudged, killed, note } = cell;
  const words = [
    never > 0 && `never ${never} of ${injected}`,
    unjudged > 0 && `not judged ${unjudged} of ${injected}`,
    late > 0 && `late ${late} of ${injected}`,
    reclaimed > 0 && `reclaimed ${reclaimed} of ${injected}`,
    times(cell),
    killed > 0 && `killed ${killed} healthy`,
    note,
  ].filter((word) => word !== false && word !== undefined);
  if (words.length > 0) return words.join(', ');
  return outcome === 'pass' ? 'nothing to reclaim, nothing lost' : outcome;
}

function times({ p50Ms, slowestMs }: MatrixCell): string | false {
  if (p50Ms === null || slowestMs === null) return false;
  return `p50 ${formatDurationMs(p50Ms)}, slowest ${formatDurationMs(slowestMs)}`;
}
