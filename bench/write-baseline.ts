/** Keeps a measurement in `results/baselines/<name>.json`, with the machine and the commit it was made on. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';

/** `figures` are JSON; names carry their units. */
export function writeBaseline(name: string, figures: Readonly<Record<string, unknown>>): void {
  const folder = join(import.meta.dirname, '..', 'results', 'baselines');
  mkdirSync(folder, { recursive: true });
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const machine = {
    cpus: cpus().length,
    memoryGB: Math.round(totalmem() / 1e9),
    kernel: release(),
    node: process.version,
  };
  const text = JSON.stringify({ commit, machine, figures }, null, 2);
  writeFileSync(join(folder, `${name}.json`), `${text}\n`);
}
