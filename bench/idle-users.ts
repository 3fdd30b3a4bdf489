/** 2,000 idle users through Toxiproxy and tap to the target: no error, and the memory of each process. */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seen, startCli } from '../harness/cli/testing/real-cli.ts';
import type { HistoryEvent } from '../harness/contracts/history.ts';
import type { Verdict } from '../harness/contracts/verdict.ts';
import { markedProcesses } from '../harness/process/run-processes.ts';
import { writeBaseline } from './write-baseline.ts';

const users = Number(process.argv[2] ?? 2000);

const scenario = `
name: idle-users
seed: 1
target:
  settings: { manager-limit: ${String(users + 10)}, heartbeat: 5s, probe: 30s }
load: { users: { returning: ${String(users)} }, activity: idle }
phases: { baseline: 10s, chaos: 10s, recovery: 2s }
serviceLevel: { reclaimWithin: 2s }
`;

const parts: Readonly<Record<string, RegExp>> = {
  target: /target\/main\.ts/,
  tap: /faults\/tap\/main\.ts/,
  toxiproxy: /toxiproxy-server/,
  load: /loadtests\/engine\/[a-z-]+\.ts/,
};

const directory = await mkdtemp(join(tmpdir(), 'ws-chaos-idle-'));
const file = join(directory, 'idle.yaml');
await writeFile(file, scenario);
const { process: harness, ended } = startCli(['run', file, '--out', directory, '--json']);
const isRecovery = (event: HistoryEvent): boolean =>
  event.kind === 'phase.begin' && event.phase === 'recovery';
await seen(directory, isRecovery, 90_000);
const memory = await memoryOf(harness.pid ?? 0);
const { code, out, err } = await ended;
if (code !== 0) throw new Error(`exit code ${String(code)}: ${err}${out}`);
const verdict = JSON.parse(out) as Verdict;
const facts = await countOpened();
const figures = { users, outcome: verdict.outcome, ...facts, residentMB: memory };
process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
writeBaseline('idle-users', figures);
await rm(directory, { recursive: true });

async function memoryOf(pid: number): Promise<Record<string, number>> {
  const marked = await markedProcesses();
  const sizes: Record<string, number> = { harness: await residentMB(pid) };
  for (const [part, command] of Object.entries(parts)) {
    const found = marked.find(
      (one) => one.run.startsWith(`${String(pid)}-`) && command.test(one.command),
    );
    if (found !== undefined) sizes[part] = await residentMB(found.pid);
  }
  return sizes;
}

async function residentMB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8');
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024);
}

async function countOpened(): Promise<Record<string, number>> {
  const events = (await readFile(join(directory, 'history.ndjson'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as HistoryEvent);
  const count = (kind: HistoryEvent['kind']): number =>
    events.filter((event) => event.kind === kind).length;
  return { opened: count('client.open'), refused: count('client.refused') };
}
