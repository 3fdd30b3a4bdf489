/** Copies files of the checkout into the package as they are, scripts with the modules they import. */

import { cp, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';

export interface Source {
  /** A folder, all of it; or one file. From the top of the checkout. */
  readonly from: string;
  /** Ends of the names taken. */
  readonly ends: readonly string[];
}

const relativeImport = /^(?:import|export)[^'"]*['"](\.{1,2}\/[^'"]+\.ts)['"]/gm;

/** Paths of the files meant, from `root`; those of tests are not. */
export async function filesOf(root: string, { from, ends }: Source): Promise<readonly string[]> {
  if ((await stat(join(root, from))).isFile()) return [from];
  return (await filesBelow(join(root, from)))
    .filter((path) => ends.some((end) => path.endsWith(end)) && !isForTests(path))
    .map((path) => join(from, path));
}

/** The files and all that they import by a relative name, and so on. */
export async function withImports(
  root: string,
  files: readonly string[],
): Promise<readonly string[]> {
  const found = new Set<string>();
  const open = [...files];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    const text = await readFile(join(root, file), 'utf8');
    for (const [, name] of text.matchAll(relativeImport)) {
      open.push(join(dirname(file), name ?? ''));
    }
  }
  return [...found];
}

export async function copyFiles(
  root: string,
  out: string,
  files: readonly string[],
): Promise<void> {
  for (const file of files) {
    await mkdir(dirname(join(out, file)), { recursive: true });
    await cp(join(root, file), join(out, file));
  }
}

/** Paths from the folder, with `/`. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .map((path) => path.split(sep).join('/'));
}

function isForTests(path: string): boolean {
  return path.endsWith('.test.ts') || path.split('/').includes('testing');
}
