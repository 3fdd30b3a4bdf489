/** Finds the runs below a directory and what an index says of each. */

import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outcome } from '../contracts/checker.ts';
import type { Plan } from '../contracts/plan.ts';
import type { Verdict } from '../contracts/verdict.ts';

/** `results/<scenario>/<run>/` and a folder or two of a user's own. */
const maxDepth = 4;
/** Runs of an index; the newest stay. */
const maxRuns = 2000;

export interface RunEntry {
  /** Path below the directory, with `/`. */
  readonly path: string;
  readonly scenario: string;
  readonly seed: number;
  /** Policy, command or address of the server, and its planted defect. */
  readonly target: string;
  /** `unjudged`: killed before there was a verdict, or still running. */
  readonly outcome: Outcome | 'unjudged';
  readonly ended: string;
  /** Wall time of its last file, ISO 8601. */
  readonly wallTime: string;
  readonly matrix?: Verdict['matrix'];
  /** Of the judged sign; null where nothing was reclaimed. */
  readonly slowestReclaimMs: number | null;
  readonly reclaimWithinMs: number;
  readonly failed: readonly string[];
  readonly planHash: string;
  readonly files: readonly string[];
}

/** Newest first. Links are not followed (`latest` would show a run twice); what cannot be read is passed over. */
export async function listRuns(directory: string): Promise<readonly RunEntry[]> {
  const found: RunEntry[] = [];
  await walk(directory, '', found);
  return found
    .toSorted((one, other) => other.wallTime.localeCompare(one.wallTime))
    .slice(0, maxRuns);
}

async function walk(root: string, path: string, found: RunEntry[]): Promise<void> {
  const entries = await readdir(join(root, path), { withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  if (files.includes('plan.json')) {
    const entry = await readEntry(join(root, path), path, files).catch(() => undefined);
    if (entry !== undefined) found.push(entry);
    return;
  }
  if (path.split('/').length > maxDepth) return;
  for (const entry of entries) {
    if (!entry.isDirectory() || entry.name.startsWith('.')) continue;
    await walk(root, path === '' ? entry.name : `${path}/${entry.name}`, found);
  }
}

async function readEntry(
  directory: string,
  path: string,
  files: readonly string[],
): Promise<RunEntry> {
  const plan = JSON.parse(await readFile(join(directory, 'plan.json'), 'utf8')) as Plan;
  const verdict = await readVerdict(directory);
  const newest = verdict === undefined ? 'plan.json' : 'verdict.json';
  const { mtime } = await stat(join(directory, newest));
  const { judge, reclaimWithinMs } = plan.serviceLevel;
  return {
    path,
    scenario: plan.scenario,
    seed: plan.seed,
    target: targetOf(plan),
    outcome: verdict?.outcome ?? 'unjudged',
    ended: verdict?.ended ?? '',
    wallTime: mtime.toISOString(),
    ...(verdict === undefined ? {} : { matrix: verdict.matrix }),
    slowestReclaimMs: verdict?.reclaim[judge].max ?? null,
    reclaimWithinMs,
    failed: failedChecks(verdict),
    planHash: plan.hash,
    files: files.toSorted(),
  };
}

function failedChecks(verdict: Verdict | undefined): readonly string[] {
  return (verdict?.checks ?? [])
    .filter(({ outcome }) => outcome === 'fail')
    .map(({ name }) => name);
}

function targetOf({ target }: Plan): string {
  const server = target.policy ?? target.command?.join(' ') ?? target.url ?? 'reference';
  return target.defect === undefined ? server : `${server} + ${target.defect}`;
}

async function readVerdict(directory: string): Promise<Verdict | undefined> {
  try {
    return JSON.parse(await readFile(join(directory, 'verdict.json'), 'utf8')) as Verdict;
  } catch {
    return undefined;
  }
}
