/** Whether a directory may be thrown away for a run: it is not there, empty, or holds an earlier run. */

import { readdir } from 'node:fs/promises';
import { ChaosError } from '../contracts/errors.ts';

/** Rejects with CHAOS_ERR_RESULTS_NOT_WRITABLE where `directory` is a file, or holds what no run has put there. */
export async function mustBeReplaceable(directory: string): Promise<void> {
  const holds: readonly string[] = await readdir(directory).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw refusal(`${directory} is no directory that can be read`, cause);
  });
  if (holds.length === 0 || holds.includes('plan.json')) return;
  throw refusal(`${directory} holds other things than a run, and would be replaced`);
}

function refusal(what: string, cause?: unknown): ChaosError {
  return new ChaosError('CHAOS_ERR_RESULTS_NOT_WRITABLE', what, {
    cause,
    help: 'Pass a directory with --out that is not there yet.',
  });
}
