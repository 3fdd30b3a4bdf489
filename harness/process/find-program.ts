/** Where a program of this machine is. */

import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A file that we may execute. */
export function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The first of that name in the folders of `path`, a list as `PATH` holds it; folders of `except` are passed over. */
export function findOnPath(
  name: string,
  path: string | undefined,
  except: readonly string[] = [],
): string | undefined {
  return (path ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '' && !except.includes(folder))
    .map((folder) => join(folder, name))
    .find(canRun);
}
