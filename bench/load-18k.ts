/**
 * Twice as many users as one process has descriptors for: 18,000 on two worker processes, no error. A run of
 * `ws-chaos load --workers 2` against two servers that share a port. `node bench/load-18k.ts [users] [workers]`;
 * keeps the figures in `results/baselines/load-18k.json`; exit code 1 where a session, an echo or a start is missing.
 */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../harness/process/system-clock.ts';
import { lookUntil } from '../harness/process/time-limit.ts';
import type { Used } from './load/used.ts';
import { watch } from './load/watch.ts';
import { writeBaseline } from './write-baseline.ts';

const [users, workers] = [Number(process.argv[2] ?? 18_000), Number(process.argv[3] ?? 2)];
const rate = 1000;
const echoesEach = 5;
const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

type Metrics = Readonly<Record<string, Readonly<Record<string, number>>>>;

async function startServer(port: string): Promise<{ server: ChildProcess; port: string }> {
  const server = spawn(process.execPath, [file('load/echo-server.ts'), port], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(server.stdout, 'data')) as [Buffer];
  return { server, port: line.toString().trim() };
}

/** The processes that hold the users: children of the command, once all of them are there. */
async function workersOf(pid: number): Promise<number[]> {
  const path = `/proc/${String(pid)}/task/${String(pid)}/children`;
  const named = (): number[] =>
    readFileSync(path, 'utf8')
      .trim()
      .split(' ')
      .filter((child) => commandOf(child).includes('load-engine'))
      .map(Number);
  const found = await lookUntil(systemClock, { withinMs: 60_000, everyMs: 100 }, () => {
    const pids = named();
    return Promise.resolve(pids.length === workers ? pids : undefined);
  });
  return found ?? [];
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

async function runLoad(port: string): Promise<{ code: number; used: Used[]; metrics: Metrics }> {
  const directory = await mkdtemp(join(tmpdir(), 'ws-chaos-bench-'));
  const summary = join(directory, 'summary.json');
  const settings = [
    `WS_URL=ws://127.0.0.1:${port}/`,
    `USERS=${String(users)}`,
    `RATE=${String(rate)}`,
  ];
  const args = [
    file('../loadtests/engine/cli/main.ts'),
    file('../loadtests/scripts/echo-five.ts'),
    ...settings.flatMap((setting) => ['-e', setting]),
    ...['--workers', String(workers), '--quiet', '--summary-export', summary],
    ...['--summary-trend-stats', 'med,p(99),max'],
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const pids = await workersOf(child.pid ?? 0);
  const used = await Promise.all(pids.map((pid) => watch(pid, exited)));
  const [code] = await exited;
  const { metrics } = JSON.parse(await readFile(summary, 'utf8')) as { metrics: Metrics };
  await rm(directory, { recursive: true });
  return { code: code ?? 1, used, metrics };
}

/** What is not as it should be, in words. */
function faultsOf(code: number, metrics: Metrics): string[] {
  const count = (name: string): number => metrics[name]?.['count'] ?? 0;
  const expected: readonly (readonly [string, number])[] = [
    ['ws_sessions', users],
    ['iterations', users],
    ['ws_msgs_sent', users * echoesEach],
    ['ws_msgs_received', users * echoesEach],
    ['dropped_iterations', 0],
  ];
  const faults = expected
    .filter(([name, wanted]) => count(name) !== wanted)
    .map(([name, wanted]) => `${name}: ${String(count(name))}, not ${String(wanted)}`);
  return code === 0 ? faults : [`exit code ${String(code)}`, ...faults];
}

const first = await startServer('0');
const second = await startServer(first.port);
const { code, used, metrics } = await runLoad(first.port);
first.server.kill();
second.server.kill();
const faults = faultsOf(code, metrics);
const lateness = metrics['ws_send_lateness'] ?? {};
for (const [i, { peakMb, cpuS }] of used.entries())
  process.stdout.write(
    `worker ${String(i + 1)}: peak ${peakMb.toFixed(0)} MB, CPU ${cpuS.toFixed(2)} s\n`,
  );
process.stdout.write(`messages left late by ${JSON.stringify(lateness)} ms\n`);
for (const fault of faults) process.stdout.write(`missing: ${fault}\n`);
process.stdout.write(faults.length === 0 ? 'no error\n' : 'FAILED\n');
writeBaseline('load-18k', { users, workers, faults, latenessMs: lateness, workersUsed: used });
process.exitCode = faults.length === 0 ? 0 : 1;
