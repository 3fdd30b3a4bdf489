/** Puts the stand-in for a k6 into a folder as an executable file. */

import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FoundK6 } from '../k6/find-k6.ts';

const program = fileURLToPath(new URL('k6-stand-in.ts', import.meta.url));

/** What `STAND_IN` of the stand-in may say. */
export type Misbehaviour = 'none' | 'refuse' | 'crash' | 'deaf' | 'drop';

export async function installStandIn(
  directory: string,
  misbehaviour: Misbehaviour = 'none',
): Promise<FoundK6> {
  const path = join(directory, 'k6');
  const command = `STAND_IN=${misbehaviour} exec '${process.execPath}' '${program}' "$@"`;
  await writeFile(path, `#!/bin/sh\n${command}\n`);
  await chmod(path, 0o755);
  return { path, how: 'K6' };
}
