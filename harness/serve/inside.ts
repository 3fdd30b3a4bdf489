/** Keeps requests inside the served directory, whatever they ask for. */

import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';

/**
 * The real path of `path` (as in an address: encoded, with `/`) below `root`. Undefined where it is malformed,
 * is not there, or lies outside, also by way of a link.
 */
export async function inside(root: string, path: string): Promise<string | undefined> {
  const parts = decode(path)?.split('/');
  if (parts === undefined) return undefined;
  if (parts.some((part) => part === '' || part === '..' || /[\0\\]/.test(part))) return undefined;
  try {
    const home = await realpath(root);
    const file = await realpath(join(home, ...parts));
    return file.startsWith(home + sep) ? file : undefined;
  } catch {
    return undefined;
  }
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
