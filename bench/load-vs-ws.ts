/**
 * The embedded engine beside the `ws` library on the same work: peak memory and CPU, alternating.
 * `node bench/load-vs-ws.ts [users] [rounds]`; prints one line a run and the ratios of the medians.
 */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../harness/process/system-clock.ts';

const [users = '9000', rounds = '3'] = process.argv.slice(2);
const rate = '1000';
const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

interface Used {
  readonly peakMb: number;
  readonly cpuS: number;
}

/** Of a process and its helpers that are gone: read while it lives, every 250 ms. */
async function watch(child: ChildProcess): Promise<Used> {
  let used: Used = { peakMb: 0, cpuS: 0 };
  const gone = once(child, 'exit');
  const isGone = { value: false };
  void gone.then(() => (isGone.value = true));
  while (!isGone.value) {
    used = read(child.pid ?? 0) ?? used;
    await Promise.race([gone, systemClock.delay(250)]);
  }
  return used;
}

function read(pid: number): Used | undefined {
  try {
    const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
    const stat =
      readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
        .split(') ')[1]
        ?.split(' ') ?? [];
    const ticks = [11, 12, 13, 14].reduce((sum, field) => sum + Number(stat[field]), 0);
    return { peakMb: Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024, cpuS: ticks / 100 };
  } catch {
    return undefined;
  }
}

async function run(name: string, args: readonly string[]): Promise<Used> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const used = await watch(child);
  const facts = output
    .split('\n')
    .filter((line) => /"open"|ws_sessions|dropped|send_late|iterations\./.test(line));
  process.stdout.write(
    `${name}: peak ${used.peakMb.toFixed(0)} MB, CPU ${used.cpuS.toFixed(2)} s  ${facts.map((line) => line.trim()).join(' | ')}\n`,
  );
  return used;
}

const median = (values: readonly number[]): number =>
  [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;

const server = spawn(process.execPath, [file('load/echo-server.ts')], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const [port] = (await once(server.stdout, 'data')) as [Buffer];
const url = `ws://127.0.0.1:${port.toString().trim()}/`;
const all: Record<'engine' | 'ws', Used[]> = { engine: [], ws: [] };
for (let round = 0; round < Number(rounds); round++) {
  const engine = [
    file('../loadtests/engine/cli/main.ts'),
    file('../loadtests/scripts/echo-five.ts'),
    '-q',
  ];
  const env = ['-e', `WS_URL=${url}`, '-e', `USERS=${users}`, '-e', `RATE=${rate}`];
  all.engine.push(await run('engine', [...engine, ...env]));
  all.ws.push(await run('ws    ', [file('load/ws-library.ts'), url, users, rate]));
}
const ratio = (of: keyof Used): string =>
  (median(all.engine.map((used) => used[of])) / median(all.ws.map((used) => used[of]))).toFixed(2);
process.stdout.write(`engine / ws: memory ${ratio('peakMb')}, CPU ${ratio('cpuS')}\n`);
server.kill();
