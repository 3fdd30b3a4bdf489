/** Compiles the checkout into a folder that npm can pack: Node reads no TypeScript below node_modules. */

import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { copyFiles, filesBelow, filesOf, withImports, type Source } from './copy-sources.ts';
import { assets, files, scripts } from './entries.ts';
import { command, commandSource, manifestOf, type CheckoutManifest } from './manifest.ts';
import { pointAtCompiled } from './point-at-compiled.ts';

const run = promisify(execFile);
const here = import.meta.dirname;
const root = resolve(here, '..', '..');
const compiler = join(root, 'node_modules/typescript/bin/tsc');

/** Leaves the package in `out` and nothing else there. Types are the business of `make check`. */
export async function buildPackage(out: string): Promise<void> {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  await run(process.execPath, [compiler, '-p', join(here, 'tsconfig.json'), '--outDir', out]);
  await pointAll(out);
  await copyFiles(root, out, [...files, ...(await allOf(assets))]);
  await copyFiles(root, out, await withImports(root, await allOf(scripts)));
  const text = await readFile(join(root, 'package.json'), 'utf8');
  const manifest = manifestOf(JSON.parse(text) as CheckoutManifest);
  await writeFile(join(out, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await writeFile(join(out, command), commandSource, { mode: 0o755 });
}

async function pointAll(out: string): Promise<void> {
  const paths = await filesBelow(out);
  const compiled = new Set(paths.filter((path) => path.endsWith('.js')));
  for (const path of paths) {
    const text = await readFile(join(out, path), 'utf8');
    await writeFile(join(out, path), pointAtCompiled(text, path, compiled));
  }
}

async function allOf(sources: readonly Source[]): Promise<readonly string[]> {
  return (await Promise.all(sources.map((source) => filesOf(root, source)))).flat();
}
