/** Which k6 it is, in its own words: evidence for whoever reads the run later. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ChaosError, messageOf } from '../../../harness/contracts/errors.ts';

const answersWithinMs = 20_000;

/** The first line of `k6 version`. Rejects with CHAOS_ERR_LOAD_START where the program cannot say. */
export async function k6Version(
  path: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(path, ['version'], {
      env,
      timeout: answersWithinMs,
    });
    return stdout.split('\n')[0] ?? '';
  } catch (cause) {
    const message = `k6 (${path}) does not say its version: ${messageOf(cause)}`;
    const help = 'Set K6 to a k6 that runs on this machine.';
    throw new ChaosError('CHAOS_ERR_LOAD_START', message, { cause, help });
  }
}
