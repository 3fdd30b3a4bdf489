/**
 * What a sweep of the reference server costs: 1,000 due managers among 10,000 and among 1,000,000, and the longest
 * pause with 30 % of a million due at once. `node bench/target-sweep.ts`
 *
 * Caches are cold before each sweep in every row: between two sweeps a server does other things. Pauses are given in
 * wall time and in CPU time of the thread, since a shared machine takes the CPU away now and then.
 */

import { systemClock } from '../harness/process/system-clock.ts';
import { ActivityList, unlinked, type Links } from '../target/time/activity-list.ts';
import { writeBaseline } from './write-baseline.ts';

interface Manager extends Links<Manager> {
  checks: number;
}

/** As in the server: looks of one job in one tick. */
const budget = 2000;
const rounds = 40;
const otherWork = new Uint8Array(96 * 1024 * 1024);

interface Slice {
  readonly wallMs: number;
  readonly cpuMs: number;
}

interface Row {
  readonly managers: number;
  readonly due: number;
  /** Whether the due ones lie next to each other in memory, as those that came together do. */
  readonly isTogether: boolean;
}

/** One slice a budget until nothing is due any more. */
function sweep(list: ActivityList<Manager>, untilUs: number, nowUs: number): readonly Slice[] {
  const slices: Slice[] = [];
  for (;;) {
    const cpu = process.threadCpuUsage();
    const startNs = process.hrtime.bigint();
    const visited = list.visitDue(untilUs, budget, (manager) => {
      manager.checks++;
      list.touch(manager, nowUs);
    });
    const wallMs = Number(process.hrtime.bigint() - startNs) / 1e6;
    const { user, system } = process.threadCpuUsage(cpu);
    slices.push({ wallMs, cpuMs: (user + system) / 1000 });
    if (visited < budget) return slices;
  }
}

async function measure({ managers: count, due, isTogether }: Row): Promise<readonly Slice[][]> {
  const list = new ActivityList<Manager>();
  const managers = Array.from({ length: count }, () => ({ checks: 0, ...unlinked<Manager>() }));
  for (const manager of managers) list.touch(manager, 0);
  const stride = isTogether ? 1 : Math.floor(count / due);
  const result: Slice[][] = [];
  for (let round = 1; round <= rounds; round++) {
    const nowUs = round * 1000;
    managers.forEach((manager, index) => {
      const isDue = index % stride === 0 && index / stride < due;
      if (!isDue) list.touch(manager, nowUs);
    });
    await systemClock.delay(1);
    for (let index = 0; index < otherWork.length; index += 64) otherWork[index] = round;
    result.push([...sweep(list, nowUs - 1, nowUs)]);
  }
  // The first rounds still compile.
  return result.slice(10);
}

const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);
const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[values.length >> 1] ?? NaN;
const totalOf = (slices: readonly Slice[]): number => sum(slices.map(({ wallMs }) => wallMs));

const lines: string[] = [];
for (const isTogether of [true, false]) {
  const where = isTogether ? 'side by side in memory' : 'spread over the memory';
  const few = median((await measure({ managers: 10_000, due: 1000, isTogether })).map(totalOf));
  const many = median((await measure({ managers: 1_000_000, due: 1000, isTogether })).map(totalOf));
  const ratio = (many / few).toFixed(2);
  lines.push(
    `1,000 due, ${where}: ${few.toFixed(3)} ms of 10,000, ${many.toFixed(3)} ms of 1,000,000: ${ratio}x`,
  );
}
const crowd = (await measure({ managers: 1_000_000, due: 300_000, isTogether: false })).flat();
const longest = (key: keyof Slice): string =>
  Math.max(...crowd.map((slice) => slice[key])).toFixed(2);
lines.push(
  `300,000 due of 1,000,000: median slice ${median(crowd.map(({ wallMs }) => wallMs)).toFixed(2)} ms, ` +
    `longest ${longest('wallMs')} ms wall, ${longest('cpuMs')} ms CPU`,
);
process.stdout.write(`${lines.join('\n')}\n`);
writeBaseline('target-sweep', { lines });
