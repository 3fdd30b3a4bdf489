/** What is different between two verdicts: what became worse first, then what became better, then figures. */

import type { Outcome } from '../contracts/checker.ts';
import type { CheckResult, ReclaimTimes, Verdict } from '../contracts/verdict.ts';

export interface CheckChange {
  readonly check: string;
  /** Absent where the check was not asked in that run. */
  readonly before?: Outcome;
  readonly after?: Outcome;
  readonly change: 'worse' | 'better' | 'added' | 'removed';
  /** The first violation or the reason of the later run, else of the earlier. */
  readonly because?: string;
}

export interface FigureChange {
  /** Path in the verdict: `matrix.zombies.never`, `reclaim.closeSeen.p99`. */
  readonly figure: string;
  readonly before: number | null;
  readonly after: number | null;
}

export interface Comparison {
  readonly scenario: { readonly before: string; readonly after: string };
  /** The same plan, hash and all: what differs is the server or chance. */
  readonly samePlan: boolean;
  readonly outcome: { readonly before: Outcome; readonly after: Outcome };
  readonly checks: readonly CheckChange[];
  readonly unchanged: number;
  readonly figures: readonly FigureChange[];
  readonly environment: readonly {
    readonly name: string;
    readonly before: string;
    readonly after: string;
  }[];
}

const rank: Readonly<Record<Outcome, number>> = { pass: 0, unknown: 1, fail: 2 };
const changeOrder: readonly CheckChange['change'][] = ['worse', 'better', 'added', 'removed'];

/** Pure; the same verdict twice gives no changes. */
export function compareVerdicts(before: Verdict, after: Verdict): Comparison {
  const names = [...new Set([...before.checks, ...after.checks].map(({ name }) => name))];
  const changes = names.flatMap((name) => changeOf(name, before, after));
  return {
    scenario: { before: before.scenario, after: after.scenario },
    samePlan: before.planHash === after.planHash,
    outcome: { before: before.outcome, after: after.outcome },
    checks: changes.toSorted(
      (a, b) => changeOrder.indexOf(a.change) - changeOrder.indexOf(b.change),
    ),
    unchanged: names.length - changes.length,
    figures: figureChanges(before, after),
    environment: environmentChanges(before.environment, after.environment),
  };
}

function changeOf(name: string, before: Verdict, after: Verdict): CheckChange[] {
  const [old, now] = [before, after].map(({ checks }) => checks.find((one) => one.name === name));
  if (old?.outcome === now?.outcome) return [];
  const because = reasonOf(now) ?? reasonOf(old);
  return [
    {
      check: name,
      ...(old === undefined ? {} : { before: old.outcome }),
      ...(now === undefined ? {} : { after: now.outcome }),
      change: kindOf(old, now),
      ...(because === undefined ? {} : { because }),
    },
  ];
}

function kindOf(old: CheckResult | undefined, now: CheckResult | undefined): CheckChange['change'] {
  if (old === undefined) return 'added';
  if (now === undefined) return 'removed';
  return rank[now.outcome] > rank[old.outcome] ? 'worse' : 'better';
}

function reasonOf(check: CheckResult | undefined): string | undefined {
  return check?.violations[0]?.message ?? check?.reason;
}

function figureChanges(before: Verdict, after: Verdict): FigureChange[] {
  const [old, now] = [figuresOf(before), figuresOf(after)];
  return [...now].flatMap(([figure, value]) => {
    const earlier = old.get(figure) ?? null;
    return earlier === value ? [] : [{ figure, before: earlier, after: value }];
  });
}

function figuresOf({ matrix, reclaim }: Verdict): Map<string, number | null> {
  const figures = new Map<string, number | null>();
  const add = (path: string, group: Readonly<Record<string, number | null>>): void => {
    for (const [name, value] of Object.entries(group)) figures.set(`${path}.${name}`, value);
  };
  add('matrix.zombies', matrix.zombies);
  add('matrix.healthy', matrix.healthy);
  for (const [sign, times] of Object.entries<ReclaimTimes>(reclaim)) {
    add(`reclaim.${sign}`, { ...times });
  }
  return figures;
}

function environmentChanges(
  before: Verdict['environment'],
  after: Verdict['environment'],
): Comparison['environment'] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return names
    .map((name) => ({
      name,
      before: String(before[name] ?? 'absent'),
      after: String(after[name] ?? 'absent'),
    }))
    .filter((one) => one.before !== one.after);
}
