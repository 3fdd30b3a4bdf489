/** Where the Toxiproxy server's binary is: named by the user, on PATH, or built into `.tools/`. */

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ChaosError } from '../../harness/contracts/errors.ts';
import { canRun, findOnPath } from '../../harness/process/find-program.ts';

export interface FoundServer {
  readonly path: string;
  readonly how: 'TOXIPROXY_SERVER' | 'PATH' | '.tools';
}

const toolsDirectory = fileURLToPath(new URL('../../.tools/bin', import.meta.url));

/** Throws CHAOS_ERR_TOXIPROXY_MISSING, which names three ways to get one. */
export function findServer(
  env: Readonly<Record<string, string | undefined>> = process.env,
  tools = toolsDirectory,
): FoundServer {
  const named = env['TOXIPROXY_SERVER'];
  if (named !== undefined && named !== '') {
    if (canRun(named)) return { path: named, how: 'TOXIPROXY_SERVER' };
    throw missing(`TOXIPROXY_SERVER names ${named}, which cannot be run`);
  }
  const built = join(tools, 'toxiproxy-server');
  const onPath = findOnPath('toxiproxy-server', env['PATH'], [tools]);
  if (onPath !== undefined) return { path: onPath, how: 'PATH' };
  if (canRun(built)) return { path: built, how: '.tools' };
  throw missing('no Toxiproxy server was found in TOXIPROXY_SERVER, on PATH or in .tools/bin');
}

function missing(message: string): ChaosError {
  return new ChaosError('CHAOS_ERR_TOXIPROXY_MISSING', message, {
    help:
      'Run `make setup` (builds it with Go), or install toxiproxy-server 2.12.0 on PATH, ' +
      'or set TOXIPROXY_SERVER to its path.',
  });
}
