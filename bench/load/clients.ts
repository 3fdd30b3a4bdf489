/** The other clients of the load benchmark, each a program of its own that does the same sessions. */

import { build, stop } from 'esbuild';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../harness/process/system-clock.ts';
import { lookUntil } from '../../harness/process/time-limit.ts';
import { runTsung } from './tsung.ts';

export interface Load {
  readonly url: string;
  readonly users: number;
  readonly rate: number;
}

/** One file of plain JavaScript, as the engine is one: taking types out costs a process of Node 0.15 CPU-seconds. */
export async function buildClient(name: string, directory: string): Promise<string> {
  const outfile = join(directory, `${name}.cjs`);
  await build({
    entryPoints: [fileURLToPath(new URL(`${name}.ts`, import.meta.url))],
    ...{ bundle: true, platform: 'node', format: 'cjs', target: 'node24', outfile },
  });
  await stop();
  return outfile;
}

/** Resolves when it has ended, with what it said. */
export async function runClient(
  program: string,
  { url, users, rate }: Load,
  started: (pid: number) => void,
): Promise<object> {
  const child = spawn(process.execPath, [program, url, String(users), String(rate)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  started(child.pid ?? 0);
  await once(child, 'close');
  return JSON.parse(output === '' ? '{}' : output) as object;
}

/** Tsung is a shell and an Erlang machine; the machine's memory counts. */
export async function runPeer(
  { url, users, rate }: Load,
  started: (pid: number) => void,
): Promise<object> {
  await runTsung({ port: Number(new URL(url).port), users, rate }, async (group, over) => {
    started(await machineOf(group));
    await over;
  });
  return {};
}

/** The Erlang machine among the processes of the group, once it is there. */
async function machineOf(group: number): Promise<number> {
  const found = await lookUntil(systemClock, { withinMs: 10_000, everyMs: 100 }, () =>
    Promise.resolve(
      readdirSync('/proc').find((pid) => {
        const stat = /^\d+$/.test(pid) ? statOf(pid) : '';
        return stat.includes('(beam.smp)') && Number(stat.split(') ')[1]?.split(' ')[2]) === group;
      }),
    ),
  );
  return Number(found ?? group);
}

function statOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '';
  }
}
