/**
 * The embedded engine beside bare sockets (the floor), the `ws` library and, where it is installed, Tsung, on the same
 * work: peak memory and CPU, alternating. `node bench/load-vs-ws.ts [users] [rounds]`; prints one line a run and the
 * ratios of the medians, and keeps them in `results/baselines/load-vs-ws.json`.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../harness/process/system-clock.ts';
import { lookUntil } from '../harness/process/time-limit.ts';
import { runEngine, type EngineFacts } from './load/engine.ts';
import { hasTsung, runTsung } from './load/tsung.ts';
import { unused, watch, type Used } from './load/used.ts';
import { writeBaseline } from './write-baseline.ts';

const [users, rounds] = [Number(process.argv[2] ?? 9000), Number(process.argv[3] ?? 3)];
const rate = 1000;
const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

function report(name: string, used: Used, facts: object): Used {
  const { peakMb, cpuS, systemS, helpersS } = used;
  const parts = `${systemS.toFixed(2)} s of it in the kernel, ${helpersS.toFixed(2)} s beside the main thread`;
  process.stdout.write(
    `${name}: peak ${peakMb.toFixed(0)} MB, CPU ${cpuS.toFixed(2)} s (${parts}) ${JSON.stringify(facts)}\n`,
  );
  return used;
}

async function runClient(name: string, program: string): Promise<Used> {
  const args = [file(`load/${program}`), url, String(users), String(rate)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '{}';
  child.stdout.on('data', (chunk: Buffer) => (output = chunk.toString()));
  const used = await watch(child.pid ?? 0, once(child, 'exit'));
  return report(name, used, JSON.parse(output) as object);
}

/** The whole process group: Tsung is a shell and an Erlang machine. */
async function runPeer(): Promise<Used> {
  let used = unused;
  await runTsung({ port: Number(new URL(url).port), users, rate }, async (group, over) => {
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

const median = (values: readonly number[]): number =>
  [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;

const server = spawn(process.execPath, [file('load/echo-server.ts')], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
process.on('exit', () => server.kill());
const [port] = (await once(server.stdout, 'data')) as [Buffer];
const url = `ws://127.0.0.1:${port.toString().trim()}/`;
const all: Record<'engine' | 'floor' | 'ws' | 'tsung', Used[]> = {
  ...{ engine: [], floor: [] },
  ...{ ws: [], tsung: [] },
};
const engineFacts: EngineFacts[] = [];
for (let round = 0; round < rounds; round++) {
  const { used, facts } = await runEngine({ url, users, rate });
  all.engine.push(report('engine', used, facts));
  engineFacts.push(facts);
  all.floor.push(await runClient('floor ', 'bare-sockets.ts'));
  all.ws.push(await runClient('ws    ', 'ws-library.ts'));
  if (hasTsung()) all.tsung.push(await runPeer());
}
const typical = (runs: readonly Used[], of: keyof Used): number =>
  median(runs.map((used) => used[of]));
const hundredths = (value: number): number => Math.round(value * 100) / 100;
const ratio = (peer: 'ws' | 'tsung', of: keyof Used): number =>
  hundredths(typical(all.engine, of) / typical(all[peer], of));
/** What the API, its metrics and the history cost: what any client of Node has to do is not in it. */
const aboveFloorCpuS = hundredths(typical(all.engine, 'cpuS') - typical(all.floor, 'cpuS'));
const peers = hasTsung() ? (['ws', 'tsung'] as const) : (['ws'] as const);
const ratios = Object.fromEntries(
  peers.map((peer) => [peer, { memory: ratio(peer, 'peakMb'), cpu: ratio(peer, 'cpuS') }]),
);
/** What the engine is held to: a share of what the peer uses. */
const bounds = { ws: { memory: 0.7, cpu: 0.85 }, tsung: { memory: 0.25, cpu: 0.4 } };
const latenessBoundMs = 5;
const latenessP99Ms = median(engineFacts.map((facts) => facts.latenessP99Ms));
const print = (text: string): boolean => process.stdout.write(`${text}\n`);
print(
  `engine in relation to each peer: ${JSON.stringify(ratios)}, bounds ${JSON.stringify(bounds)}`,
);
print(
  `above the floor: CPU ${String(aboveFloorCpuS)} s of ${String(typical(all.engine, 'cpuS'))} s`,
);
print(
  `messages of the engine left late by p99 ${String(latenessP99Ms)} ms, bound ${String(latenessBoundMs)} ms`,
);
if (!hasTsung()) process.stdout.write('tsung: skipped, not installed\n');
writeBaseline('load-vs-ws', {
  users,
  ratios,
  aboveFloorCpuS,
  latenessP99Ms,
  runs: all,
  engineFacts,
});
server.kill();
