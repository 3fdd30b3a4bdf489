/**
 * What a sweep of the reference server costs: 1,000 due managers among 10,000 and among 1,000,000, and the longest
 * pause with 30 % of a million due at once. `node bench/target-sweep.ts`
 *
 * The sweeper, the detectors and the connections are the server's own, and a due manager is pinged and probed: the
 * event is made, numbered, kept and handed over; only the kernel is missing. Caches are cold before each tick in every
 * row. Few and many are swept in turn by one thread, once everybody has been swept: what is compared is the sweep, not
 * the state of the machine, of the compiler or of a heap that was just made.
 */

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { MeasuredPair, Pair } from './target-sweep-pair.ts';
import type { Row } from './target-sweep-rounds.ts';
import type { Measured } from './target-sweep-row.ts';
import { writeBaseline } from './write-baseline.ts';

const allowedRatio = 1.5;
const allowedPauseMs = 5;
const due = 1000;

async function inThread(file: string, workerData: Pair | Row): Promise<unknown> {
  const worker = new Worker(new URL(file, import.meta.url), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: 8192 },
  });
  const [measured] = (await once(worker, 'message')) as [unknown];
  await worker.terminate();
  return measured;
}

/** While a slow sweep lasts, a few of the next group become due as well; far more would be another measurement. */
function checkLooks(looks: number, wanted: number): void {
  if (looks >= wanted * 0.95 && looks <= wanted * 1.25) return;
  throw new Error(`${String(looks)} looks a sweep instead of ${String(wanted)}`);
}

const sorted = (values: readonly number[]): readonly number[] =>
  values.toSorted((one, other) => one - other);
const median = (values: readonly number[]): number => sorted(values)[values.length >> 1] ?? NaN;
const rounded = (value: number): number => Number(value.toFixed(2));

const lines: string[] = [];
const figures: Record<string, number> = {};
const missed: string[] = [];

for (const isTogether of [true, false]) {
  const pair: Pair = { managers: [10_000, 1_000_000], due, isTogether };
  const { sweepsMs, looksASweep } = (await inThread('target-sweep-pair.ts', pair)) as MeasuredPair;
  looksASweep.forEach((looks) => {
    checkLooks(looks, due);
  });
  const [few, many] = [0, 1].map(
    (index) => (median(sweepsMs[index] ?? []) * due) / (looksASweep[index] ?? NaN),
  ) as [number, number];
  const where = isTogether ? 'side by side in memory' : 'strewn over the memory';
  const ratio = many / few;
  lines.push(
    `1,000 due, ${where}: ${few.toFixed(3)} ms of 10,000, ${many.toFixed(3)} ms of 1,000,000: ` +
      `${ratio.toFixed(2)}x (at most ${String(allowedRatio)})`,
  );
  figures[isTogether ? 'ratioTogether' : 'ratioStrewn'] = rounded(ratio);
  if (!(ratio <= allowedRatio)) missed.push(where);
}

const row: Row = { managers: 1_000_000, due: 300_000, isTogether: false };
const { sweeps, collections, waited, looksASweep } = (await inThread(
  'target-sweep-row.ts',
  row,
)) as Measured;
checkLooks(looksASweep, row.due);
const garbage = collections.flat();
const others = waited.flat();
const whole = sweeps.flat();
// A collection interrupts whoever makes the last object, and who shares the machine waits; the sweep's own pause is the rest.
const pauses = sorted(
  whole.map((tookMs, index) => tookMs - (garbage[index] ?? 0) - (others[index] ?? 0)),
);
const longest = pauses.at(-1) ?? NaN;
if (!(longest <= allowedPauseMs)) missed.push('the longest pause');
Object.assign(figures, {
  pauseMedianMs: rounded(median(pauses)),
  pauseP99Ms: rounded(pauses[Math.floor(pauses.length * 0.99)] ?? NaN),
  pauseLongestMs: rounded(longest),
  pauseInAllMs: rounded(Math.max(...whole)),
  waitedLongestMs: rounded(Math.max(...others)),
  collectionLongestMs: rounded(Math.max(...garbage)),
});
lines.push(
  `300,000 and 400,000 due of 1,000,000, pauses: median ${String(figures['pauseMedianMs'])} ms, ` +
    `p99 ${String(figures['pauseP99Ms'])} ms, longest ${String(figures['pauseLongestMs'])} ms ` +
    `(at most ${String(allowedPauseMs)}); with V8's collections and waits for a processor in them ` +
    `${String(figures['pauseInAllMs'])} ms, the longest wait ` +
    `${String(figures['waitedLongestMs'])} ms; ${String(garbage.filter((ms) => ms > 0).length)} of ` +
    `${String(garbage.length)} ticks met a collection, the longest ${String(figures['collectionLongestMs'])} ms`,
);
process.stdout.write(`${lines.join('\n')}\n`);
writeBaseline('target-sweep', { lines, ...figures });
if (missed.length > 0) {
  process.stdout.write(`missed: ${missed.join(', ')}\n`);
  process.exitCode = 1;
}
