/** Kills the harness with SIGKILL at random moments of runs that use every mechanism: does anything stay behind? */

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { seen, startCli } from '../harness/cli/testing/real-cli.ts';
import { createRandom } from '../harness/plan/seeded-random.ts';
import { markedProcesses } from '../harness/process/run-processes.ts';
import { systemClock } from '../harness/process/system-clock.ts';
import { lookUntil } from '../harness/process/time-limit.ts';
import { writeBaseline } from './write-baseline.ts';

const run = promisify(execFile);
const times = Number(process.argv[2] ?? 50);
const limitMs = 5000;
/** From before the first part is up until after the last fault has healed. */
const latestMs = 5500;

/** One fault of each mechanism: Toxiproxy, tap, kernel, fault points, signals. */
const faults = [
  '{ inject: half-open-socket, at: 100ms, on: { count: 2 } }',
  '{ inject: half-open-socket, at: 100ms, on: { count: 2 }, mechanism: kernel }',
  '{ inject: zero-window, at: 100ms, on: { count: 2 } }',
  '{ inject: stalled-emitter, at: 100ms, on: { count: 2 } }',
  '{ inject: target-freeze, at: 300ms, on: { count: 1 } }',
];

const directory = await mkdtemp(join(tmpdir(), 'ws-chaos-kill-'));
const random = createRandom(20_261_124);
const rulesBefore = await packetFilterRules();
const left: string[] = [];
let slowestMs = 0;
for (let turn = 0; turn < times; turn += 1) {
  const fault = faults[turn % faults.length] ?? '';
  const found = await killOne(fault, { turn, afterMs: random.integer(latestMs) });
  slowestMs = Math.max(slowestMs, found.tookMs);
  if (found.left.length > 0) left.push(`${fault}: ${found.left.join(', ')}`);
}
if ((await packetFilterRules()) !== rulesBefore) left.push('rules in the packet filter');
await rm(directory, { recursive: true });
const figures = { times, clean: times - left.length, slowestMs: Math.round(slowestMs), left };
process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
writeBaseline('kill-harness', figures);
process.exitCode = left.length === 0 ? 0 : 1;

async function killOne(
  fault: string,
  { turn, afterMs }: { turn: number; afterMs: number },
): Promise<{ left: readonly string[]; tookMs: number }> {
  const file = join(directory, `kill-${String(turn)}.yaml`);
  const out = join(directory, `run-${String(turn)}`);
  await writeFile(
    file,
    `name: kill
seed: 1
target: { settings: { heartbeat: 300ms, probe: 250ms } }
load: { users: { power: 3, returning: 4 } }
phases: { baseline: 1s, chaos: 3s, recovery: 1s }
faults: [${fault}]
serviceLevel: { reclaimWithin: 2s }
`,
  );
  const before = new Set((await markedProcesses()).map(({ run: mark }) => mark));
  const harness = startCli(['run', file, '--out', out]);
  await seen(out, ({ kind }) => kind === 'run.start');
  await systemClock.delay(afterMs);
  const ours = (await markedProcesses()).map(({ run: mark }) => mark);
  harness.process.kill('SIGKILL');
  const killedUs = systemClock.nowUs();
  const isOurs = new Set(ours.filter((mark) => !before.has(mark)));
  await lookUntil(systemClock, { withinMs: limitMs, everyMs: 20 }, async () =>
    (await still(isOurs)).length === 0 ? true : undefined,
  );
  const tookMs = (systemClock.nowUs() - killedUs) / 1000;
  await harness.ended;
  return { left: await still(isOurs), tookMs };
}

async function still(runs: ReadonlySet<string>): Promise<readonly string[]> {
  return (await markedProcesses())
    .filter(({ run: mark }) => runs.has(mark))
    .map(({ command }) => command);
}

/** Of the machine's own packet filter, which no run may ever touch. */
async function packetFilterRules(): Promise<string> {
  return run('nft', ['list', 'ruleset']).then(
    ({ stdout }) => stdout,
    () => '',
  );
}
