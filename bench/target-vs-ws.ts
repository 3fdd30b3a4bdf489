/**
 * The reference server beside a bare `ws` echo server, in alternating runs: memory a connection, time to accept,
 * echo throughput. `node bench/target-vs-ws.ts [connections] [runs]`
 *
 * A run is over before the first heartbeat: it shows what a connection costs, not what its probes cost.
 */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../harness/process/system-clock.ts';
import { frameOf, openClient, type Client } from './target-vs-ws-client.ts';
import { writeBaseline } from './write-baseline.ts';

const connections = Number(process.argv[2] ?? 9000);
const runs = Number(process.argv[3] ?? 3);
const echoing = 1000;
const echoMs = 4000;
const atOnce = 200;
const echoText = JSON.stringify({ type: 'echo', nonce: 'x'.repeat(75) });

interface Measured {
  readonly memoryKb: number;
  readonly acceptMs: number;
  /** CPU the server spent on it; steadier than the wall on a shared machine. */
  readonly acceptCpuMs: number;
  readonly echoPerS: number;
}

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const servers = {
  ws: [path('target-vs-ws-echo.ts')],
  target: [path('../target/main.ts'), '--port', '0', '--manager-limit', '100000'],
};

function residentKb({ pid }: ChildProcess): number {
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]);
}

/** User and system time in ms, at the usual 100 ticks a second. */
function cpuMs({ pid }: ChildProcess): number {
  const fields =
    readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .split(') ')[1]
      ?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** A server has run for a while: its code is compiled. */
async function warmUp(port: number): Promise<void> {
  for (let round = 0; round < 15; round++) {
    const clients = await Promise.all(
      Array.from({ length: atOnce }, (_, index) => openClient(port, index)),
    );
    for (const { socket } of clients) socket.destroy();
    await Promise.all(clients.map(({ socket }) => once(socket, 'close')));
  }
  await systemClock.delay(1000);
}

async function openAll(port: number): Promise<readonly Client[]> {
  const clients: Client[] = [];
  while (clients.length < connections) {
    const count = Math.min(atOnce, connections - clients.length);
    const more = Array.from({ length: count }, (_, index) =>
      openClient(port, clients.length + index),
    );
    clients.push(...(await Promise.all(more)));
  }
  return clients;
}

/** Closed loop: each client sends the next message when the last has come back whole. */
async function echo(clients: readonly Client[]): Promise<number> {
  const frame = frameOf(echoText);
  const replyBytes = frame.length - 4;
  let count = 0;
  for (const client of clients) {
    let waiting = replyBytes;
    client.onBytes = (bytes) => {
      waiting -= bytes;
      if (waiting > 0) return;
      count++;
      waiting += replyBytes;
      client.socket.write(frame);
    };
    client.socket.write(frame);
  }
  await systemClock.delay(1000);
  const startUs = systemClock.nowUs();
  const startCount = count;
  await systemClock.delay(echoMs);
  return ((count - startCount) / (systemClock.nowUs() - startUs)) * 1e6;
}

async function measure(args: readonly string[]): Promise<Measured> {
  const child = spawn(process.execPath, ['--expose-gc', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { url } = JSON.parse(line.toString()) as { url: string };
  const port = Number(new URL(url).port);
  await warmUp(port);
  const emptyKb = residentKb(child);
  const startUs = systemClock.nowUs();
  const startCpuMs = cpuMs(child);
  const clients = await openAll(port);
  const acceptMs = (systemClock.nowUs() - startUs) / 1000;
  const acceptCpuMs = cpuMs(child) - startCpuMs;
  await systemClock.delay(1500);
  const memoryKb = (residentKb(child) - emptyKb) / connections;
  const echoPerS = await echo(clients.slice(0, echoing));
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  for (const { socket } of clients) socket.destroy();
  await gone;
  return { memoryKb, acceptMs, acceptCpuMs, echoPerS };
}

const results: Record<keyof typeof servers, Measured[]> = { ws: [], target: [] };
for (let run = 0; run < runs; run++) {
  // A pair shares the state of the machine; ratios are taken within pairs.
  for (const name of ['ws', 'target'] as const) results[name].push(await measure(servers[name]));
}

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[values.length >> 1] ?? NaN;
const ratios: Record<string, number> = {};
for (const [key, unit, allowed] of [
  ['memoryKb', 'KB a connection', { most: 1.25 }],
  ['acceptMs', 'ms to accept all', { most: 1.25 }],
  ['acceptCpuMs', 'ms of CPU to accept all', { most: 1.25 }],
  ['echoPerS', 'echoes a second', { least: 0.85 }],
] as const) {
  const [ws, target] = (['ws', 'target'] as const).map((name) =>
    median(results[name].map((measured) => measured[key])),
  ) as [number, number];
  const pairs = results.ws.map((one, run) => (results.target[run]?.[key] ?? NaN) / one[key]);
  ratios[key] = Number(median(pairs).toFixed(3));
  const isWithin =
    'most' in allowed ? median(pairs) <= allowed.most : median(pairs) >= allowed.least;
  if (!isWithin) process.exitCode = 1;
  const bound =
    'most' in allowed ? `at most ${String(allowed.most)}` : `at least ${String(allowed.least)}`;
  const ratio = `${median(pairs).toFixed(2)} [${Math.min(...pairs).toFixed(2)}–${Math.max(...pairs).toFixed(2)}]`;
  process.stdout.write(
    `${unit}: ws ${ws.toFixed(1)}, target ${target.toFixed(1)}, ratio ${ratio} (${bound})${isWithin ? '' : '  MISSED'}\n`,
  );
}
writeBaseline('target-vs-ws', { connections, runs, ratios, results });
