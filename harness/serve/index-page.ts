/** The index of all runs as one page: the runs are data inside it, its script draws them. */

import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listRuns, type RunEntry } from './list-runs.ts';

/** Served pages offer archives; a page opened from a file has nobody to make them. */
export type IndexMode = 'served' | 'file';

/** Text of the page. Whatever the runs are called, nothing of it is markup. */
export function renderIndex(runs: readonly RunEntry[], mode: IndexMode): string {
  // `<` could end the script element the data lies in.
  const data = JSON.stringify({ mode, runs }).replaceAll('<', String.raw`\u003c`);
  const parts: Readonly<Record<string, string>> = {
    style: asset('index-page.css'),
    script: asset('index-page.client.js'),
    data,
  };
  return asset('index-page.html').replaceAll(
    /<!-- (style|script|data) -->/g,
    (_, name: string) => parts[name] ?? '',
  );
}

/** Writes `index.html` into a results directory, to be opened from there. Returns its path. */
export async function writeIndex(directory: string): Promise<string> {
  const file = join(directory, 'index.html');
  await writeFile(file, renderIndex(await listRuns(directory), 'file'));
  return file;
}

function asset(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}
