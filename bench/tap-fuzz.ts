/**
 * A million frames, legal and broken, through the tap on real sockets: no crash, no growth, every neighbour served.
 * `node bench/tap-fuzz.ts [frames] [seed]`; exits 1 when something was lost, changed, or is still there afterwards.
 */

import { readdirSync } from 'node:fs';
import { FrameFlood, type FloodCounts } from '../faults/testing/frame-flood.ts';
import { isAlive } from '../harness/process/is-alive.ts';
import { costOf } from './proxies/process-cost.ts';
import { writeBaseline } from './write-baseline.ts';

const frames = Number(process.argv[2] ?? 1_000_000);
const seed = Number(process.argv[3] ?? 20_260_101);
/** In the first half V8 finds the size of its heap and the ledger fills up; in the second nothing may grow. */
const warmUpSteps = 5;
const steps = 10;
const growthMargin = 1.1;
const growthMarginMB = 8;

function held(pid: number): { readonly residentMB: number; readonly descriptors: number } {
  return {
    residentMB: Math.round(costOf(pid).rssBytes / 1e5) / 10,
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
  };
}

function addTo(sum: Record<keyof FloodCounts, number>, more: FloodCounts): void {
  for (const name of Object.keys(more) as (keyof FloodCounts)[]) sum[name] += more[name];
}

const flood = await FrameFlood.open();
const { pid } = flood.tap;
const total = { connections: 0, frames: 0, mutated: 0, neighbourEchoes: 0, protocolErrors: 0 };
const heldAfter = [];
for (let step = 0; step < steps; step++) {
  addTo(total, await flood.run(frames / steps, seed + step * 1_000_000));
  heldAfter.push(held(pid));
}
const [before = held(pid), after = held(pid)] = [heldAfter[warmUpSteps - 1], heldAfter.at(-1)];
const hasGrown =
  after.residentMB > before.residentMB * growthMargin + growthMarginMB ||
  after.descriptors > before.descriptors;
const died = !isAlive(pid);
await flood.close();
const verdict = { seed, ...total, heldAfter, died, hasGrown };
writeBaseline('tap-fuzz', verdict);
process.stdout.write(`${JSON.stringify(verdict, null, 2)}\n`);
process.exitCode = died || hasGrown ? 1 : 0;
