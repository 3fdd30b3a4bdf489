/** The last run of the same plan that passed, and the runs between, from the directories beside this one. */

import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ReportInput } from '../contracts/reporter.ts';
import type { Verdict } from '../contracts/verdict.ts';

export interface EarlierRun {
  /** Name of its directory, beside this run's. */
  readonly name: string;
  readonly endedMs: number;
  readonly verdict: Verdict;
}

export interface Baseline {
  /** The newest earlier run that passed. */
  readonly green?: EarlierRun;
  /** Earlier runs of the same plan, oldest first. */
  readonly earlier: readonly EarlierRun[];
}

/** Runs looked at, newest names first; older ones tell little of today's code. */
const maxRuns = 60;

/**
 * Only where the run lies as `results/<scenario>/<run>/`: anywhere else what lies beside it may be anything.
 * What cannot be read is passed over.
 */
export async function findBaseline(input: ReportInput): Promise<Baseline> {
  const parent = dirname(input.directory);
  if (basename(parent) !== input.verdict.scenario) return { earlier: [] };
  const names = await readdir(parent).catch(() => []);
  const candidates = names
    .filter((name) => name !== basename(input.directory))
    .toSorted((one, other) => other.localeCompare(one))
    .slice(0, maxRuns);
  const runs = await Promise.all(candidates.map((name) => readEarlier(parent, name)));
  const before = await endOf(input.directory);
  const earlier = runs
    .filter((run) => run !== undefined)
    .filter(
      ({ verdict, endedMs }) => verdict.planHash === input.verdict.planHash && endedMs <= before,
    )
    .toSorted((one, other) => one.endedMs - other.endedMs);
  const green = earlier.findLast(({ verdict }) => verdict.outcome === 'pass');
  return { earlier, ...(green === undefined ? {} : { green }) };
}

async function readEarlier(parent: string, name: string): Promise<EarlierRun | undefined> {
  const file = join(parent, name, 'verdict.json');
  try {
    const verdict = JSON.parse(await readFile(file, 'utf8')) as Verdict;
    return { name, endedMs: (await stat(file)).mtimeMs, verdict };
  } catch {
    return undefined;
  }
}

/** A run that is being reported for the first time has no verdict on disk yet, or just got one. */
async function endOf(directory: string): Promise<number> {
  const found = await stat(join(directory, 'verdict.json')).catch(() => undefined);
  return found?.mtimeMs ?? Infinity;
}
