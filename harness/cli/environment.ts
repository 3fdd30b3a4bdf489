/** Under what a run was made: versions, machine, commit; what one needs to run it again or to doubt it. */

import { execFile } from 'node:child_process';
import { arch, cpus, platform, release, totalmem } from 'node:os';
import { promisify } from 'node:util';
import type { Verdict } from '../contracts/verdict.ts';
import { ownVersion } from './version.ts';

const run = promisify(execFile);

/** `more` are the facts only the caller knows (engine, proxy, arguments). */
export async function describeEnvironment(
  more: Verdict['environment'],
): Promise<Verdict['environment']> {
  const [commit, status] = await Promise.all([
    git('rev-parse', '--short', 'HEAD'),
    git('status', '--porcelain', '--untracked-files=no'),
  ]);
  return {
    wsChaos: ownVersion(),
    node: process.version,
    platform: `${platform()} ${release()} ${arch()}`,
    cpus: cpus().length,
    memoryMB: Math.round(totalmem() / 1_000_000),
    ...(commit === undefined ? {} : { commit, uncommitted: status !== '' }),
    ...more,
  };
}

/** Of the directory one works in, which is the user's project; undefined outside a repository. */
async function git(...args: string[]): Promise<string | undefined> {
  try {
    const { stdout } = await run('git', args, { timeout: 2000 });
    return stdout.trim();
  } catch {
    return undefined;
  }
}
