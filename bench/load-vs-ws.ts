/**
 * The embedded engine beside the `ws` library on the same work: peak memory and CPU, alternating.
 * `node bench/load-vs-ws.ts [users] [rounds]`; prints one line a run and the ratios of the medians,
 * and keeps them in `results/baselines/load-vs-ws.json`.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plan } from '../harness/contracts/plan.ts';
import { systemClock } from '../harness/process/system-clock.ts';
import { lookUntil } from '../harness/process/time-limit.ts';
import { embeddedDriver } from '../loadtests/drivers/embedded.ts';
import { hasTsung, runTsung } from './load/tsung.ts';
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

/** The whole process group: Tsung is a shell and an Erlang machine. */
async function runPeer(): Promise<Used> {
  let used: Used = { peakMb: 0, cpuS: 0 };
  const load = { port: Number(new URL(url).port), users: Number(users), rate: Number(rate) };
  await runTsung(load, async (group, over) => {
    used = await watch(await machineOf(group), over);
  });
  return report('tsung ', used, {});
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
const all: Record<'engine' | 'ws' | 'tsung', Used[]> = { engine: [], ws: [], tsung: [] };
for (let round = 0; round < Number(rounds); round++) {
  all.engine.push(await runEngine());
  all.ws.push(await runLibrary());
  if (hasTsung()) all.tsung.push(await runPeer());
}
const ratio = (peer: 'ws' | 'tsung', of: keyof Used): number => {
  const [engine, other] = [all.engine, all[peer]].map((runs) =>
    median(runs.map((used) => used[of])),
  );
  return Math.round(((engine ?? 0) / (other ?? 1)) * 100) / 100;
};
const peers = hasTsung() ? (['ws', 'tsung'] as const) : (['ws'] as const);
const ratios = Object.fromEntries(
  peers.map((peer) => [peer, { memory: ratio(peer, 'peakMb'), cpu: ratio(peer, 'cpuS') }]),
);
process.stdout.write(`engine in relation to each peer: ${JSON.stringify(ratios)}\n`);
if (!hasTsung()) process.stdout.write('tsung: skipped, not installed\n');
writeBaseline('load-vs-ws', { users: Number(users), ratios, runs: all });
server.kill();
