/** `results/<scenario>/<time>-seed-<n>/`: made, filled in steps, pointed to by `results/latest`. */

import { access, constants, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { ChaosError } from '../contracts/errors.ts';
import type { Plan } from '../contracts/plan.ts';

/** Makes the directory and saves what is known before anything starts. Returns its absolute path. */
export async function makeRunDirectory(options: {
  readonly directory: string;
  readonly plan: Plan;
  readonly scenarioSource: string;
}): Promise<void> {
  const { directory, plan, scenarioSource } = options;
  try {
    await mkdir(directory, { recursive: true });
    await access(directory, constants.W_OK);
    await writeFile(join(directory, 'scenario.yaml'), scenarioSource);
    await writeFile(join(directory, 'plan.json'), `${JSON.stringify(plan, null, 2)}\n`);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ChaosError(
      'CHAOS_ERR_RESULTS_NOT_WRITABLE',
      `The run directory ${directory} cannot be written: ${why}`,
      { cause, help: 'Pass a directory you may write to with --out.' },
    );
  }
}

/** `results/<scenario>/<time>-seed-<n>` under `root`, with a time that file systems and shells like. */
export function defaultRunDirectory(root: string, plan: Plan, wallTime: string): string {
  const time = wallTime.replace(/\.\d+Z$/, 'Z').replaceAll(':', '');
  return join(root, plan.scenario, `${time}-seed-${String(plan.seed)}`);
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
