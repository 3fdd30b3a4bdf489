/** One row of `target-sweep.ts`, in a thread of its own: a heap of its own, and room for a million managers. */

import { performance, PerformanceObserver } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { Connection } from '../target/core/connection.ts';
import { Fleet, intervalMs } from '../target/testing/fleet.ts';

export interface Row {
  readonly managers: number;
  readonly due: number;
  /** Whether the due ones lie next to each other in memory, as those that came together do. */
  readonly isTogether: boolean;
}

export interface Measured {
  /** Milliseconds of the ticks of each sweep. */
  readonly sweeps: readonly (readonly number[])[];
  /** The part of each tick that V8 took to collect garbage. */
  readonly collections: readonly (readonly number[])[];
  /** What the thread computed in each tick, collections of its own included; the kernel counts in steps of 4 ms. */
  readonly computed: readonly (readonly number[])[];
  readonly looksASweep: number;
}

const sweepsWanted = 40;
/** The first ones still compile. */
const warmUp = 10;
const otherWork = new Uint8Array(96 * 1024 * 1024);

/** Between two sweeps a server does other things: its caches hold something else then. */
function forgetCaches(round: number): void {
  for (let index = 0; index < otherWork.length; index += 64) otherWork[index] = round;
}

interface Group {
  readonly members: readonly Connection[];
  dueMs: number;
}

function groupsOf(connections: readonly Connection[], row: Row): readonly Group[] {
  const count = Math.floor(row.managers / row.due);
  return Array.from({ length: count }, (_, group) => {
    const isOurs = (index: number): boolean =>
      row.isTogether ? Math.floor(index / row.due) === group : index % count === group;
    const members = connections.filter((_connection, index) => isOurs(index));
    return { members, dueMs: 0 };
  });
}

interface Tick {
  readonly beganMs: number;
  readonly tookMs: number;
  readonly computedMs: number;
}

/** Collections by their time, once Node has told of them. */
class Collections {
  readonly #seen: { readonly startTime: number; readonly duration: number }[] = [];

  constructor() {
    const observer = new PerformanceObserver((list) => this.#seen.push(...list.getEntries()));
    observer.observe({ entryTypes: ['gc'] });
  }

  /** Milliseconds of collections within the tick. */
  within({ beganMs, tookMs }: Tick): number {
    const endMs = beganMs + tookMs;
    return this.#seen.reduce((sum, { startTime, duration }) => {
      const overlapMs = Math.min(endMs, startTime + duration) - Math.max(beganMs, startTime);
      return sum + Math.max(0, overlapMs);
    }, 0);
  }
}

async function measure(row: Row): Promise<Measured> {
  const garbage = new Collections();
  const fleet = new Fleet(row.managers);
  const groups = groupsOf(fleet.connections, row);
  const stepMs = intervalMs / groups.length;
  // The fair clock believes in no step that is much longer.
  const tickMs = Math.min(stepMs, 25) / 5;
  for (const group of groups) {
    fleet.synchronize(group.members);
    group.dueMs = fleet.nowMs + intervalMs;
    // From the last to the first it is as far.
    const untilMs = fleet.nowMs + stepMs - tickMs;
    while (fleet.nowMs < untilMs) fleet.tick(tickMs);
  }
  const sweeps: (readonly Tick[])[] = [];
  const before = fleet.looks;
  for (let round = 0; round < sweepsWanted; round++) {
    const group = groups[round % groups.length];
    if (group === undefined) break;
    sweeps.push(sweepOf(fleet, { group, tickMs, round }));
    group.dueMs = fleet.nowMs + intervalMs;
    fleet.answer(group.members);
  }
  const looksASweep = (fleet.looks - before) / sweepsWanted;
  for (let turn = 0; turn < 3; turn++) await setImmediate(); // Node tells of collections by and by
  const kept = sweeps.slice(warmUp);
  return {
    sweeps: kept.map((ticks) => ticks.map(({ tookMs }) => tookMs)),
    collections: kept.map((ticks) => ticks.map((tick) => garbage.within(tick))),
    computed: kept.map((ticks) => ticks.map(({ computedMs }) => computedMs)),
    looksASweep,
  };
}

interface Round {
  readonly group: Group;
  readonly tickMs: number;
  readonly round: number;
}

/** Waits for the group to be due, then ticks until nothing is due any more. */
function sweepOf(fleet: Fleet, { group, tickMs, round }: Round): readonly Tick[] {
  // What the first look of its last sweep saw is due a little before what the last look saw.
  while (fleet.nowMs + 3 * tickMs < group.dueMs) fleet.tick(tickMs);
  const ticks: Tick[] = [];
  let waitMs = group.dueMs - fleet.nowMs + tickMs / 2;
  do {
    forgetCaches(round);
    const beganMs = performance.now();
    const before = process.threadCpuUsage();
    const tookMs = fleet.tick(waitMs);
    const { user, system } = process.threadCpuUsage(before);
    ticks.push({ beganMs, tookMs, computedMs: (user + system) / 1000 });
    waitMs = 0;
  } while (fleet.isBehind);
  return ticks;
}

parentPort?.postMessage(await measure(workerData as Row));
