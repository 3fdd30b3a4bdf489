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
/** Code compiled, pools and the ledger of closed connections filled: what comes after this may not grow. */
const warmUpShare = 0.2;
const growthMargin = 1.15;
const growthMarginMB = 8;

function held(pid: number): { readonly residentMB: number; readonly descriptors: number } {
  return {
    residentMB: Math.round(costOf(pid).rssBytes / 1e5) / 10,
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
  };
}

const flood = await FrameFlood.open();
const { pid } = flood.tap;
const warm = await flood.run(frames * warmUpShare, seed);
const before = held(pid);
const rest = await flood.run(frames * (1 - warmUpShare), seed + 1_000_000);
const after = held(pid);
const hasGrown =
  after.residentMB > before.residentMB * growthMargin + growthMarginMB ||
  after.descriptors > before.descriptors;
const names = Object.keys(warm) as (keyof FloodCounts)[];
const total = Object.fromEntries(names.map((name) => [name, warm[name] + rest[name]]));
const died = !isAlive(pid);
await flood.close();
const verdict = { seed, ...total, before, after, died, hasGrown };
writeBaseline('tap-fuzz', verdict);
process.stdout.write(`${JSON.stringify(verdict, null, 2)}\n`);
process.exitCode = died || hasGrown ? 1 : 0;
