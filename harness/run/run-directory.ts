/** `results/<scenario>/<time>-seed-<n>/`: made, filled in steps, pointed to by `results/latest`. */

import { access, constants, mkdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { ChaosError, messageOf } from '../contracts/errors.ts';
import type { Plan } from '../contracts/plan.ts';

/** What a run adds after its start. Of an earlier one it would be taken for this one's. */
const addedLater = [
  ...['history.ndjson', 'verdict.json', 'junit.xml', 'summary.md', 'report.html', 'trace.json'],
  'load-users.json',
];

/**
 * Makes the directory where it is not there and saves what is known before anything starts. A run that was there
 * before is replaced, as `--out` asks for.
 */
export async function makeRunDirectory(options: {
  readonly directory: string;
  readonly plan: Plan;
  readonly scenarioSource: string;
}): Promise<void> {
  const { directory, plan, scenarioSource } = options;
  try {
    await makeWithParents(directory);
    await access(directory, constants.W_OK);
    await Promise.all(addedLater.map((name) => rm(join(directory, name), { force: true })));
    await writeFile(join(directory, 'scenario.yaml'), scenarioSource);
    await writeFile(join(directory, 'plan.json'), `${JSON.stringify(plan, null, 2)}\n`);
  } catch (cause) {
    throw notWritable(directory, cause);
  }
}

/** Makes `directory` and what is missing above it. Rejects with CHAOS_ERR_RESULTS_NOT_WRITABLE. */
export async function makeDirectory(directory: string): Promise<void> {
  await makeWithParents(resolve(directory)).catch((cause: unknown) => {
    throw notWritable(directory, cause);
  });
}

/** Not by `recursive: true`: below /proc, where a `mkdir` finds no parent that is there, Node tries for ever. */
async function makeWithParents(directory: string): Promise<void> {
  try {
    await makeOne(directory);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    await makeWithParents(dirname(directory));
    await makeOne(directory);
  }
}

async function makeOne(directory: string): Promise<void> {
  try {
    await mkdir(directory);
  } catch (cause) {
    const isThere = (await stat(directory).catch(() => undefined))?.isDirectory() === true;
    if (!isThere) throw cause;
  }
}

function notWritable(directory: string, cause: unknown): ChaosError {
  const why = messageOf(cause);
  return new ChaosError(
    'CHAOS_ERR_RESULTS_NOT_WRITABLE',
    `The run directory ${directory} cannot be written: ${why}`,
    { cause, help: 'Pass a directory you may write to with --out.' },
  );
}

/**
 * Makes `results/<scenario>/<time>-seed-<n>` under `root`, with a time that file systems and shells like; `-2`, `-3`
 * behind it where another run has begun in the same second. Rejects with CHAOS_ERR_RESULTS_NOT_WRITABLE.
 */
export async function claimRunDirectory(
  root: string,
  plan: Plan,
  wallTime: string,
): Promise<string> {
  const time = wallTime.replace(/\.\d+Z$/, 'Z').replaceAll(':', '');
  const parent = join(root, plan.scenario);
  await makeDirectory(parent);
  const first = join(root, plan.scenario, `${time}-seed-${String(plan.seed)}`);
  for (let turn = 1; ; turn += 1) {
    const directory = turn === 1 ? first : `${first}-${String(turn)}`;
    try {
      await mkdir(directory);
      return directory;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw notWritable(directory, cause);
    }
  }
}

/** Points `results/latest` at `directory`. A file system without links does without. */
export async function pointLatest(root: string, directory: string): Promise<void> {
  const latest = join(root, 'latest');
  const fresh = `${latest}.${String(process.pid)}`;
  try {
    await symlink(relative(dirname(latest), directory), fresh);
    await rename(fresh, latest);
  } catch {
    await rm(fresh, { force: true });
  }
}
