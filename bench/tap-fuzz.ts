/**
 * A million frames, legal and broken, through the tap on real sockets: no crash, no growth, every neighbour served.
 * `node bench/tap-fuzz.ts [frames] [seed]`; exits 1 when something was lost, changed, or is still there afterwards.
 */

import { readdirSync } from 'node:fs';
import type { TapOfProcesses } from '../faults/tap/start-tap.ts';
import { FrameFlood, type FloodCounts } from '../faults/testing/frame-flood.ts';
import { isAlive } from '../harness/process/is-alive.ts';
import { hasRisen, plateausOf, type Plateaus } from './tap/plateaus.ts';
import { writeBaseline } from './write-baseline.ts';

const frames = Number(process.argv[2] ?? 1_000_000);
const seed = Number(process.argv[3] ?? 20_260_101);
const steps = 20;
/** Until V8 has found the size of its heap and the ledger its most closed connections. */
const warmUpSteps = 8;
/**
 * Of what is left when all garbage is collected: 120 bytes a connection would show. What the process has taken from the
 * kernel is less telling, for the allocator gives back only what happens to lie together.
 */
const collectedMarginMB = 1;
const residentMarginMB = 16;

interface Held {
  /** On the heap and off it, once garbage is collected. */
  readonly collectedMB: number;
  readonly externalMB: number;
  readonly heapTotalMB: number;
  readonly residentMB: number;
  readonly descriptors: number;
}

const inMB = (bytes: number): number => Math.round(bytes / 1e4) / 100;

async function held(tap: TapOfProcesses): Promise<Held> {
  const [memory] = await tap.heldMemory();
  if (memory === undefined) throw new Error('a tap has at least one process');
  return {
    collectedMB: inMB(memory.heapUsed + memory.external),
    externalMB: inMB(memory.external),
    heapTotalMB: inMB(memory.heapTotal),
    residentMB: inMB(memory.rss),
    descriptors: readdirSync(`/proc/${tap.pid}/fd`).length,
  };
}

function addTo(sum: Record<keyof FloodCounts, number>, more: FloodCounts): void {
  for (const name of Object.keys(more) as (keyof FloodCounts)[]) sum[name] += more[name];
}

const flood = await FrameFlood.open();
const { tap } = flood;
const total = { connections: 0, frames: 0, mutated: 0, neighbourEchoes: 0, protocolErrors: 0 };
const heldAfter: Held[] = [];
for (let step = 0; step < steps; step++) {
  addTo(total, await flood.run(frames / steps, seed + step * 1_000_000));
  heldAfter.push(await held(tap));
}
const died = !isAlive(tap.pid);
await flood.close();
const plateaus = (of: keyof Held): Plateaus =>
  plateausOf(
    heldAfter.map((one) => one[of]),
    warmUpSteps,
  );
const settled = {
  collectedMB: plateaus('collectedMB'),
  residentMB: plateaus('residentMB'),
  descriptors: plateaus('descriptors'),
};
const hasGrown =
  hasRisen(settled.collectedMB, collectedMarginMB) ||
  hasRisen(settled.residentMB, residentMarginMB) ||
  hasRisen(settled.descriptors, 0);
const verdict = { seed, ...total, settled, heldAfter, died, hasGrown };
writeBaseline('tap-fuzz', verdict);
process.stdout.write(`${JSON.stringify(verdict, null, 2)}\n`);
process.exitCode = died || hasGrown ? 1 : 0;
