/** The scripts both engines run: short, and with figures that leave nothing to chance. */

import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../scripts/parity/', import.meta.url));

/** Absolute paths. */
export const parityScripts: readonly string[] = [
  'echo',
  'legacy-sockets',
  'life-cycle',
  'closed-by-server',
  'failed-threshold',
  'aborted',
  'throws-at-start',
].map((name) => `${folder}${name}.ts`);

export function scriptName(path: string): string {
  return basename(path, '.ts');
}
