/** Where the user's own k6 is: named by `K6`, or on PATH. It is never installed, downloaded or shipped by us. */

import { ChaosError } from '../../../harness/contracts/errors.ts';
import { canRun, findOnPath } from '../../../harness/process/find-program.ts';

export interface FoundK6 {
  readonly path: string;
  readonly how: 'K6' | 'PATH';
}

/** Throws CHAOS_ERR_TOOL_MISSING, which names the ways to get one. */
export function findK6(env: Readonly<Record<string, string | undefined>> = process.env): FoundK6 {
  const named = env['K6'];
  if (named !== undefined && named !== '') {
    if (canRun(named)) return { path: named, how: 'K6' };
    throw missing(`K6 names ${named}, which cannot be run`);
  }
  const path = findOnPath('k6', env['PATH']);
  if (path === undefined) throw missing('no k6 was found in K6 or on PATH');
  return { path, how: 'PATH' };
}

function missing(message: string): ChaosError {
  return new ChaosError('CHAOS_ERR_TOOL_MISSING', message, {
    help:
      'Install k6 yourself (a package or a release of grafana.com/docs/k6, version 1.6 or newer) and put it on ' +
      'PATH, or set K6 to its path; --engine embedded runs the same script with nothing to install.',
  });
}
