/**
 * What a sweep of the reference server costs: 1,000 due managers among 10,000 and among 1,000,000, and the longest
 * pause with 30 % of a million due at once. `node bench/target-sweep.ts`
 *
 * The sweeper, the detectors and the connections are the server's own, and a due manager is pinged and probed: the
 * event is made, numbered, kept and handed over; only the kernel is missing. Caches are cold before each tick in every
 * row.
 */

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Measured, Row } from './target-sweep-row.ts';
import { writeBaseline } from './write-baseline.ts';

const allowedRatio = 1.5;
const allowedPauseMs = 5;

async function measure(row: Row): Promise<Measured> {
  const worker = new Worker(new URL('target-sweep-row.ts', import.meta.url), {
    workerData: row,
    resourceLimits: { maxOldGenerationSizeMb: 8192 },
  });
  const [measured] = (await once(worker, 'message')) as [Measured];
  await worker.terminate();
  const { looksASweep } = measured;
  if (looksASweep < row.due * 0.95 || looksASweep > row.due * 1.25) {
    throw new Error(`${String(looksASweep)} looks a sweep instead of ${String(row.due)}`);
  }
  return measured;
}

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[values.length >> 1] ?? NaN;
const totalOf = (ticks: readonly number[]): number => ticks.reduce((total, one) => total + one, 0);

const lines: string[] = [];
const figures: Record<string, number> = {};
let isGood = true;
for (const isTogether of [true, false]) {
  const costs: number[] = [];
  for (const managers of [10_000, 1_000_000]) {
    const { sweeps, looksASweep } = await measure({ managers, due: 1000, isTogether });
    // While a slow sweep lasts, a few of the next group become due as well.
    costs.push((median(sweeps.map(totalOf)) * 1000) / looksASweep);
  }
  const [few = NaN, many = NaN] = costs;
  const where = isTogether ? 'side by side in memory' : 'spread over the memory';
  lines.push(
    `1,000 due, ${where}: ${few.toFixed(3)} ms of 10,000, ${many.toFixed(3)} ms of 1,000,000: ` +
      `${(many / few).toFixed(2)}x (at most ${String(allowedRatio)})`,
  );
  figures[isTogether ? 'ratioTogether' : 'ratioSpread'] = Number((many / few).toFixed(2));
  if (many / few > allowedRatio) isGood = false;
}
const { sweeps, collections, computed } = await measure({
  managers: 1_000_000,
  due: 300_000,
  isTogether: false,
});
const garbage = collections.flat();
const whole = sweeps.flat();
// A collection interrupts whoever makes the last object; the sweep's own pause is the rest.
const pauses = whole
  .map((tookMs, index) => tookMs - (garbage[index] ?? 0))
  .toSorted((one, other) => one - other);
const longest = pauses.at(-1) ?? NaN;
const usual = pauses[Math.floor(pauses.length * 0.99)] ?? NaN;
const longestWhole = Math.max(...whole);
// Where others use the machine as well, a pause is mostly the thread waiting for its turn.
const longestComputed = Math.max(...computed.flat());
if (longest > allowedPauseMs) isGood = false;
lines.push(
  `300,000 due of 1,000,000, pauses: median ${median(pauses).toFixed(2)} ms, p99 ${usual.toFixed(2)} ms, ` +
    `longest ${longest.toFixed(2)} ms (at most ${String(allowedPauseMs)}); ` +
    `with V8's collections in them ${longestWhole.toFixed(2)} ms, of which the thread computed at most ` +
    `${longestComputed.toFixed(1)} ms; ${String(garbage.filter((ms) => ms > 0).length)} of ` +
    `${String(garbage.length)} ticks met a collection, the longest ${Math.max(...garbage).toFixed(2)} ms`,
);
figures['pauseMedianMs'] = Number(median(pauses).toFixed(2));
figures['pauseP99Ms'] = Number(usual.toFixed(2));
figures['pauseLongestMs'] = Number(longest.toFixed(2));
figures['pauseWithCollectionsMs'] = Number(longestWhole.toFixed(2));
figures['pauseComputedMs'] = Number(longestComputed.toFixed(2));
figures['collectionLongestMs'] = Number(Math.max(...garbage).toFixed(2));
process.stdout.write(`${lines.join('\n')}\n`);
writeBaseline('target-sweep', { lines, ...figures });
if (!isGood) process.exitCode = 1;
