/** Runs one script on one engine, with the command line both know, and records what it reported. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, existsSync } from 'node:fs';
import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { k6Environment } from '../drivers/k6/command-line.ts';
import { recordingOf, type Recording } from './recording.ts';

/** A program and the arguments before `run`. */
export type EngineCommand = readonly [program: string, ...first: string[]];

export const embeddedEngine: EngineCommand = [
  process.execPath,
  fileURLToPath(new URL('../engine/cli/main.ts', import.meta.url)),
];

/** No parity script takes longer than a few seconds. */
const longestMs = 60_000;

/** Rejects when the program cannot be executed. */
export async function runEngine(
  [program, ...first]: EngineCommand,
  script: string,
  env: Readonly<Record<string, string>>,
): Promise<Recording> {
  await using directory = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-parity-'));
  const [samples, summary] = [join(directory.path, 'samples'), join(directory.path, 'summary')];
  const variables = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  const flags = ['--quiet', '--no-color', '--no-usage-report'];
  const files = ['--out', `json=${samples}`, '--summary-export', summary];
  const child = spawn(program, [...first, 'run', ...flags, ...files, ...variables, script], {
    env: k6Environment(process.env),
    stdio: 'ignore',
    timeout: longestMs,
    killSignal: 'SIGKILL',
  });
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return recordingOf(exitCode, await linesOf(samples), await textOf(summary));
}

async function linesOf(file: string): Promise<readonly string[]> {
  const lines: string[] = [];
  if (!existsSync(file)) return lines;
  const input = createReadStream(file);
  for await (const line of createInterface({ input, crlfDelay: Infinity })) lines.push(line);
  return lines;
}

/** Empty where the script never came to a summary. */
function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}
