/**
 * The embedded engine beside the `ws` library on the same work: peak memory and CPU, alternating.
 * `node bench/load-vs-ws.ts [users] [rounds]`; prints one line a run and the ratios of the medians,
 * and keeps them in `results/baselines/load-vs-ws.json`.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plan } from '../harness/contracts/plan.ts';
import { systemClock } from '../harness/process/system-clock.ts';
import { embeddedDriver } from '../loadtests/drivers/embedded.ts';
import { writeBaseline } from './write-baseline.ts';

const [users = '9000', rounds = '3'] = process.argv.slice(2);
const rate = '1000';
const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

interface Used {
  readonly peakMb: number;
  readonly cpuS: number;
}

/** Of a process, read every 250 ms until `over`. */
async function watch(pid: number, over: Promise<unknown>): Promise<Used> {
  let used: Used = { peakMb: 0, cpuS: 0 };
  const state = { isOver: false };
  void over.then(() => (state.isOver = true));
  while (!state.isOver) {
    const now = read(pid);
    if (now !== undefined && now.peakMb > 0) used = now;
    await Promise.race([over, systemClock.delay(250)]);
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

function report(name: string, used: Used, facts: object): Used {
  process.stdout.write(
    `${name}: peak ${used.peakMb.toFixed(0)} MB, CPU ${used.cpuS.toFixed(2)} s ${JSON.stringify(facts)}\n`,
  );
  return used;
}

async function runLibrary(): Promise<Used> {
  const args = [file('load/ws-library.ts'), url, users, rate];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '{}';
  child.stdout.on('data', (chunk: Buffer) => (output = chunk.toString()));
  const used = await watch(child.pid ?? 0, once(child, 'exit'));
  return report('ws    ', used, JSON.parse(output) as object);
}

/** The engine as a run of the harness starts it, history events included. */
async function runEngine(): Promise<Used> {
  const workDirectory = await mkdtemp(join(tmpdir(), 'ws-chaos-bench-'));
  const facts: Record<string, unknown> = {};
  let over: () => void = () => undefined;
  const isOver = new Promise<void>((resolve) => (over = resolve));
  const env = { USERS: users, RATE: rate };
  const script = file('../loadtests/scripts/echo-five.ts');
  const plan = { load: { activity: 'idle', env, users: [], script }, lanes: [] };
  const load = await embeddedDriver(systemClock).start({
    plan: plan as unknown as Plan,
    baseDirectory: workDirectory,
    laneUrls: { default: url },
    workDirectory,
    durationMs: 600_000,
    onEvents: (events) => {
      for (const event of events) {
        if (event.kind !== 'load.metric') continue;
        if (event.metric === 'ws_sessions') facts['open'] = event.values['count'];
        if (event.metric === 'dropped_iterations') facts['dropped'] = event.values['count'];
        if (event.metric === 'send_lateness') facts['latenessMs'] = event.values;
        if (event.metric === 'send_lateness') over();
      }
    },
    onExit: over,
  });
  const used = await watch(load.pid, isOver);
  await load.stop(1000);
  await rm(workDirectory, { recursive: true });
  return report('engine', used, facts);
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
  all.engine.push(await runEngine());
  all.ws.push(await runLibrary());
}
const ratio = (of: keyof Used): number => {
  const [engine, library] = [all.engine, all.ws].map((runs) =>
    median(runs.map((used) => used[of])),
  );
  return Math.round(((engine ?? 0) / (library ?? 1)) * 100) / 100;
};
const ratios = { memory: ratio('peakMb'), cpu: ratio('cpuS') };
process.stdout.write(`engine / ws: memory ${String(ratios.memory)}, CPU ${String(ratios.cpu)}\n`);
writeBaseline('load-vs-ws', { users: Number(users), ratios, runs: all });
server.kill();
