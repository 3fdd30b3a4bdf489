/** The project's own source files, as the house rules look at them. */

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

export interface Source {
  /** From the root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
}

/** Files of `git ls-files`, tracked or new, whose path matches. */
export function filesMatching(pattern: RegExp): readonly string[] {
  const flags = ['ls-files', '--cached', '--others', '--exclude-standard'];
  return execFileSync('git', flags, { cwd: root, encoding: 'utf8', maxBuffer: 1e8 })
    .split('\n')
    .filter((path) => pattern.test(path) && existsSync(join(root, path)));
}

export function readSource(path: string): Source {
  const text = readFileSync(join(root, path), 'utf8');
  return { path, text, lines: text.split('\n') };
}

/** All TypeScript of the folders that hold code. */
export const sources: readonly Source[] = filesMatching(
  /^(harness|faults|loadtests|target|bench)\/.*\.ts$/,
).map(readSource);

export function isTest(path: string): boolean {
  return /\.(test|chaos|contract)\.ts$/.test(path) || path.includes('/testing/');
}

/** What a file imports: paths from the root for our own files, names for packages. */
export function importsOf({ path, text }: Source): readonly string[] {
  const specifiers = [
    ...text.matchAll(/^(?:import|export)\b[^'"`;]*?from\s+'([^']+)'/gm),
    ...text.matchAll(/^import\s+'([^']+)'/gm),
    ...text.matchAll(/\bimport\('([^']+)'\)/g),
  ].map((match) => match[1] ?? '');
  return specifiers.map((name) => (name.startsWith('.') ? join(path, '..', name) : name));
}
