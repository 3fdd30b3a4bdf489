/** One row of `target-sweep.ts`, in a thread of its own: a heap of its own, and room for a million managers. */

import { parentPort, workerData } from 'node:worker_threads';
import type { Connection } from '../target/core/connection.ts';
import { Fleet, intervalMs } from './target-sweep-fleet.ts';

export interface Row {
  readonly managers: number;
  readonly due: number;
  /** Whether the due ones lie next to each other in memory, as those that came together do. */
  readonly isTogether: boolean;
}

export interface Measured {
  /** Milliseconds of the ticks of each sweep. */
  readonly sweeps: readonly (readonly number[])[];
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

function measure(row: Row): Measured {
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
  const sweeps: (readonly number[])[] = [];
  const before = fleet.looks;
  for (let round = 0; round < sweepsWanted; round++) {
    const group = groups[round % groups.length];
    if (group === undefined) break;
    sweeps.push(sweepOf(fleet, { group, tickMs, round }));
    group.dueMs = fleet.nowMs + intervalMs;
    fleet.answer(group.members);
  }
  const looksASweep = (fleet.looks - before) / sweepsWanted;
  return { sweeps: sweeps.slice(warmUp), looksASweep };
}

interface Round {
  readonly group: Group;
  readonly tickMs: number;
  readonly round: number;
}

/** Waits for the group to be due, then ticks until nothing is due any more. */
function sweepOf(fleet: Fleet, { group, tickMs, round }: Round): readonly number[] {
  // What the first look of its last sweep saw is due a little before what the last look saw.
  while (fleet.nowMs + 3 * tickMs < group.dueMs) fleet.tick(tickMs);
  const ticks: number[] = [];
  let waitMs = group.dueMs - fleet.nowMs + tickMs / 2;
  do {
    forgetCaches(round);
    ticks.push(fleet.tick(waitMs));
    waitMs = 0;
  } while (fleet.isBehind);
  return ticks;
}

parentPort?.postMessage(measure(workerData as Row));
