/** Where the user's own k6 is: named by `K6`, or on PATH. It is never installed, downloaded or shipped by us. */

import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ChaosError } from '../../../harness/contracts/errors.ts';

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
  const path = (env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, 'k6'))
    .find(canRun);
  if (path === undefined) throw missing('no k6 was found in K6 or on PATH');
  return { path, how: 'PATH' };
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function missing(message: string): ChaosError {
  return new ChaosError('CHAOS_ERR_TOOL_MISSING', message, {
    help:
      'Install k6 yourself (a package or a release of grafana.com/docs/k6, version 1.6 or newer) and put it on ' +
      'PATH, or set K6 to its path; --engine embedded runs the same script with nothing to install.',
  });
}
