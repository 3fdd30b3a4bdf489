/** Kills the harness with SIGKILL at random moments of runs that use every mechanism: does anything stay behind? */

import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { seen, startCli } from '../harness/cli/testing/real-cli.ts';
import { createRandom } from '../harness/plan/seeded-random.ts';
import { systemClock } from '../harness/process/system-clock.ts';
import { lookUntil } from '../harness/process/time-limit.ts';
import { killCases, type KillCase } from './kill-cases.ts';
import { writeBaseline } from './write-baseline.ts';

const run = promisify(execFile);
const times = Number(process.argv[2] ?? 50);
const limitMs = 5000;
const killMark = 'WS_CHAOS_KILL_TURN';
/** From before the first part is up until after the last fault has healed. */
const latestMs = 7500;

const directory = await mkdtemp(join(tmpdir(), 'ws-chaos-kill-'));
const random = createRandom(20_261_124);
const rulesBefore = await packetFilterRules();
const left: string[] = [];
let slowestMs = 0;
let inForce = 0;
for (let turn = 0; turn < times; turn += 1) {
  const each = killCases[turn % killCases.length];
  if (each === undefined) break;
  const found = await killOne(each, { turn, afterMs: random.integer(latestMs) });
  slowestMs = Math.max(slowestMs, found.tookMs);
  if (found.isFaultOn) inForce += 1;
  if (found.left.length > 0) left.push(`${each.name}: ${found.left.join(', ')}`);
  process.stderr.write(`${String(turn + 1)}  ${each.name}  ${found.tookMs.toFixed(0)} ms\n`);
}
if ((await packetFilterRules()) !== rulesBefore) left.push('rules in the packet filter');
await rm(directory, { recursive: true });
const figures = {
  times,
  cases: Math.min(times, killCases.length),
  withFaultInForce: inForce,
  clean: times - left.length,
  slowestMs: Math.round(slowestMs),
  left,
};
process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
if (times >= killCases.length) writeBaseline('kill', figures);
process.exitCode = left.length === 0 ? 0 : 1;

interface Found {
  readonly left: readonly string[];
  readonly tookMs: number;
  readonly isFaultOn: boolean;
}

async function killOne(
  { step, parts, load = '' }: KillCase,
  { turn, afterMs }: { turn: number; afterMs: number },
): Promise<Found> {
  const file = join(directory, `kill-${String(turn)}.yaml`);
  const out = join(directory, `run-${String(turn)}`);
  await writeFile(
    file,
    `name: kill
seed: 1
${await parts()}
load: { users: { power: 3, returning: 4 }${load} }
phases: { baseline: 1s, chaos: 3s, recovery: 1s }
faults: [${step}]
serviceLevel: { reclaimWithin: 2s }
`,
  );
  const mark = `${String(process.pid)}-${String(turn)}`;
  const harness = startCli(['run', file, '--out', out], { env: { [killMark]: mark } });
  await seen(out, ({ kind }) => kind === 'run.start');
  await systemClock.delay(afterMs);
  const started = (await still(mark)).length;
  harness.process.kill('SIGKILL');
  const killedUs = systemClock.nowUs();
  await lookUntil(systemClock, { withinMs: limitMs, everyMs: 20 }, async () =>
    (await still(mark)).length === 0 ? true : undefined,
  );
  const tookMs = (systemClock.nowUs() - killedUs) / 1000;
  await harness.ended;
  const history = await readFile(join(out, 'history.ndjson'), 'utf8');
  const isFaultOn = history.includes('"fault.begin"') && !history.includes('"fault.healed"');
  // a mark that nobody carries would find nothing left either
  const unseen = started === 0 && isFaultOn ? ['no process of the run was ever seen'] : [];
  return { left: [...unseen, ...(await still(mark))], tookMs, isFaultOn };
}

/** By a mark of our own, which every process of a run inherits as it does the run's; others may run here too. */
async function still(mark: string): Promise<readonly string[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const commands = await Promise.all(
    names.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      if (!environment.split('\0').includes(`${killMark}=${mark}`)) return [];
      return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'gone meanwhile');
    }),
  );
  return commands.flat();
}

/** Of the machine's own packet filter, which no run may ever touch. */
async function packetFilterRules(): Promise<string> {
  return run('nft', ['list', 'ruleset']).then(
    ({ stdout }) => stdout,
    () => '',
  );
}
