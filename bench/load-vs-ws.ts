/**
 * The embedded engine beside bare sockets (the floor), the `ws` library and, where it is installed, Tsung, on the same
 * work, in turns: peak memory, and CPU from first instruction to exit. `node bench/load-vs-ws.ts [users] [rounds]`
 * prints one line a run and the median of the ratios within each round, beside what the engine is held to; keeps them
 * in `results/baselines/load-vs-ws.json`; exit code 1 where a bound is missed.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { buildClient, runClient, runPeer, type Load } from './load/clients.ts';
import { buildEngine, removeEngine, runEngine, type EngineFacts } from './load/engine.ts';
import { hundredths, median, pairedRatio } from './load/ratios.ts';
import { hasTsung } from './load/tsung.ts';
import { ownCpuS, usedBy, type Used } from './load/used.ts';
import { writeBaseline } from './write-baseline.ts';

const [users, rounds] = [Number(process.argv[2] ?? 9000), Number(process.argv[3] ?? 5)];
const rate = 1000;
/** What the engine is held to: a share of what the peer uses. */
const bounds = { ws: { memory: 0.7, cpu: 0.85 }, tsung: { memory: 0.25, cpu: 0.4 } };
const latenessBoundMs = 5;

type Name = 'engine' | 'ws' | 'floor' | 'tsung';
const print = (text: string): boolean => process.stdout.write(`${text}\n`);

const server = spawn(
  process.execPath,
  [fileURLToPath(new URL('load/echo-server.ts', import.meta.url))],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
process.on('exit', () => server.kill());
const [port] = (await once(server.stdout, 'data')) as [Buffer];
const url = `ws://127.0.0.1:${port.toString().trim()}/`;

let engine = await buildEngine();
const buildCpuS = await ownCpuS(async () => {
  await removeEngine(engine);
  engine = await buildEngine();
});
const programs = {
  ws: await buildClient('ws-library', engine.directory),
  floor: await buildClient('bare-sockets', engine.directory),
};
const engineFacts: EngineFacts[] = [];

/** Resolves with what the client found, once it has ended. */
const clients: Record<Name, (load: Load, started: (pid: number) => void) => Promise<object>> = {
  engine: async (load, started) => {
    const facts = await runEngine(engine, load, started);
    if (load.users === users) engineFacts.push(facts);
    return facts;
  },
  ws: (load, started) => runClient(programs.ws, load, started),
  floor: (load, started) => runClient(programs.floor, load, started),
  tsung: runPeer,
};
const names: readonly Name[] = [
  'engine',
  'ws',
  'floor',
  ...(hasTsung() ? (['tsung'] as const) : []),
];

async function measure(name: Name, count: number): Promise<Used> {
  let facts: object = {};
  const used = await usedBy(async (started) => {
    facts = await clients[name]({ url, users: count, rate }, started);
  });
  const { peakMb, cpuS, systemS, helpersS } = used;
  const parts = `${systemS.toFixed(2)} s of it in the kernel, ${helpersS.toFixed(2)} s beside the main thread`;
  print(
    `${name.padEnd(6)} ${String(count)} users: peak ${peakMb.toFixed(0)} MB, CPU ${cpuS.toFixed(2)} s (${parts}) ${JSON.stringify(facts)}`,
  );
  return used;
}

/** A session alone: what a client spends before there is any load. */
const startCpuS: Partial<Record<Name, number>> = {};
for (const name of names) startCpuS[name] = hundredths((await measure(name, 1)).cpuS);

const runs: Record<Name, Used[]> = { engine: [], ws: [], floor: [], tsung: [] };
for (let round = 0; round < rounds; round++) {
  // nobody is always the first after the others' leavings
  const turn = names.map((_, index) => names[(index + round) % names.length] ?? 'engine');
  for (const name of turn) runs[name].push(await measure(name, users));
}
await removeEngine(engine);
server.kill();

const peers = names.filter((name) => name === 'ws' || name === 'tsung');
const ratios = Object.fromEntries(
  peers.map((peer) => [
    peer,
    {
      memory: pairedRatio(runs.engine, runs[peer], 'peakMb'),
      cpu: pairedRatio(runs.engine, runs[peer], 'cpuS'),
    },
  ]),
);
/** What the API, its metrics and the history cost: what any client of Node has to do is not in it. */
const aboveFloorCpuS = hundredths(
  median(runs.engine.map(({ cpuS }, round) => cpuS - (runs.floor[round]?.cpuS ?? NaN))),
);
const latenessP99Ms = median(engineFacts.map((facts) => facts.latenessP99Ms));
const missed: string[] = [];
for (const peer of peers)
  for (const figure of ['memory', 'cpu'] as const) {
    const { median: found = NaN, least, most } = ratios[peer]?.[figure] ?? {};
    const bound = bounds[peer][figure];
    print(
      `${figure} in relation to ${peer}: ${String(found)} [${String(least)}–${String(most)}], bound ${String(bound)}`,
    );
    if (!(found <= bound)) missed.push(`${figure} beside ${peer}`);
  }
print(`above the floor: CPU ${String(aboveFloorCpuS)} s`);
print(
  `a session alone: CPU ${JSON.stringify(startCpuS)} s; building, once a run: ${buildCpuS.toFixed(2)} s`,
);
print(
  `messages of the engine left late by p99 ${String(latenessP99Ms)} ms, bound ${String(latenessBoundMs)} ms`,
);
if (!(latenessP99Ms <= latenessBoundMs)) missed.push('lateness');
if (!hasTsung()) print('tsung: skipped, not installed');
print(missed.length === 0 ? 'every bound is held' : `MISSED: ${missed.join(', ')}`);
writeBaseline('load-vs-ws', {
  ...{ users, rounds, ratios, aboveFloorCpuS, startCpuS, buildCpuS: hundredths(buildCpuS) },
  ...{ latenessP99Ms, missed, runs, engineFacts },
});
process.exitCode = missed.length === 0 ? 0 : 1;
