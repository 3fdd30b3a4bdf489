/**
 * How fast many are hit: 1,000 victims of 2,000 connections by the packet filter and by the tap, proof and undo, what
 * bystanders notice; and how late faults begin while 2,000 connections talk. `node bench/victims.ts [connections] [victims]`.
 */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCli } from '../harness/cli/testing/real-cli.ts';
import type { EventOf, HistoryEvent, HistoryKind } from '../harness/contracts/history.ts';
import type { Verdict } from '../harness/contracts/verdict.ts';
import { writeBaseline } from './write-baseline.ts';

const connections = Number(process.argv[2] ?? 2000);
const victims = Number(process.argv[3] ?? connections / 2);

/** Nobody is reclaimed and nothing else goes on: what is measured is the fault. */
const quietServer = `{ policy: conservative, settings: { manager-limit: '${String(connections + 10)}' } }`;

const hitting = (mechanism: string): string => `
name: victims-${mechanism}
seed: 1
target: ${quietServer}
load: { users: { returning: ${String(connections)} }, activity: idle }
phases: { baseline: 12s, chaos: 5s, recovery: 4s }
faults:
  - { inject: half-open-socket, mechanism: ${mechanism}, at: 1s, for: 3s, on: { count: ${String(victims)} } }
serviceLevel: { reclaimWithin: 1s }
checks: [fault-was-observed, live-connections-kept]
`;

/**
 * Small faults at a steady pace: what is measured is when they begin. New users, for what 2,000 of the returning ones
 * say (8,600 messages a second) took all of two cores, and then the load is not honest.
 */
const beginning = `
name: starts-on-time
seed: 1
target: { settings: { manager-limit: '${String(connections + 10)}', heartbeat: 5s, probe: 10s } }
load: { users: { signup: ${String(connections)} }, activity: chat }
phases: { baseline: 15s, chaos: ${String(Math.min(20_000, connections * 50))}ms, recovery: 2s }
faults:
  - { inject: message-delay, at: 100ms, for: 100ms, repeatEvery: 100ms, every: 1, on: { count: 1 } }
serviceLevel: { reclaimWithin: 5s }
checks: [load-was-honest]
`;

interface Run {
  readonly events: readonly HistoryEvent[];
  readonly verdict: Verdict;
}

async function run(scenario: string): Promise<Run> {
  const directory = await mkdtemp(join(tmpdir(), 'ws-chaos-victims-'));
  const file = join(directory, 'scenario.yaml');
  await writeFile(file, scenario);
  const { code, out, err } = await startCli(['run', file, '--out', directory, '--json']).ended;
  if (code === null || code > 2) throw new Error(`exit code ${String(code)}: ${err}${out}`);
  const text = await readFile(join(directory, 'history.ndjson'), 'utf8');
  const events = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as HistoryEvent);
  await rm(directory, { recursive: true });
  return { events, verdict: JSON.parse(out) as Verdict };
}

function all<Kind extends HistoryKind>({ events }: Run, kind: Kind): readonly EventOf<Kind>[] {
  return events.filter((event): event is EventOf<Kind> => event.kind === kind);
}

function only<Kind extends HistoryKind>(done: Run, kind: Kind): EventOf<Kind> {
  const [event] = all(done, kind);
  if (event === undefined) {
    const why = all(done, 'fault.unproven')[0]?.reason ?? 'no reason given';
    throw new Error(`the history has no ${kind}: ${why}`);
  }
  return event;
}

async function hit(mechanism: 'kernel' | 'tap'): Promise<Record<string, unknown>> {
  const done = await run(hitting(mechanism));
  const begin = only(done, 'fault.begin');
  const proof = only(done, 'fault.proof');
  const healed = only(done, 'fault.healed');
  return {
    victims: begin.victims.length,
    proven: proof.victims.length,
    silencedInMs: Math.round(Number(proof.facts['silencedInMs'])),
    ...(mechanism === 'tap'
      ? {}
      : { filteredInMs: Math.round(Number(proof.facts['filteredInMs'])) }),
    provenInMs: Math.round((proof.atUs - begin.atUs) / 1000),
    undoneInMs: Math.round(healed.tookMs),
    healed: healed.how,
    bystanders: done.verdict.matrix.healthy,
    clean: done.verdict.clean,
  };
}

async function startsOnTime(): Promise<Record<string, unknown>> {
  const done = await run(beginning);
  const begins = all(done, 'fault.begin').map(({ atUs, plannedMs }) => atUs / 1000 - plannedMs);
  // a timer never fires early: the first of them all to keep its time tells when the run's clock read 0
  const startMs = Math.min(...begins);
  const lateMs = begins.map((beginMs) => beginMs - startMs).toSorted((a, b) => a - b);
  const at = (part: number): number =>
    Math.round((lateMs[Math.ceil(lateMs.length * part) - 1] ?? 0) * 10) / 10;
  const honest = done.verdict.checks.find(({ name }) => name === 'load-was-honest');
  return {
    faults: lateMs.length,
    open: all(done, 'client.open').length,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    maxMs: at(1),
    loadWasHonest: honest?.outcome,
    ...(honest?.outcome === 'unknown' ? { doubt: honest.reason } : {}),
  };
}

const bounds = { silencedInMs: 100, provenInMs: 1000, startP99Ms: 20 };
const hits = { kernel: await hit('kernel'), tap: await hit('tap') };
const starts = await startsOnTime();
const figures = { connections, ...hits, starts, bounds };
process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
writeBaseline('victims', figures);

const isQuick = ({ silencedInMs, provenInMs }: Record<string, unknown>): boolean =>
  Number(silencedInMs) <= bounds.silencedInMs && Number(provenInMs) <= bounds.provenInMs;
const isOnTime = Number(starts['p99Ms']) <= bounds.startP99Ms && starts['loadWasHonest'] === 'pass';
if (!Object.values(hits).every(isQuick) || !isOnTime) {
  process.stdout.write('missed a bound\n');
  process.exitCode = 1;
}
