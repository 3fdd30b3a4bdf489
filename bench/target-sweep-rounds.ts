/** A fleet whose managers are due in groups, one after the other, for `target-sweep.ts`. */

import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { Connection } from '../target/core/connection.ts';
import { Fleet, intervalMs } from '../target/testing/fleet.ts';

export interface Row {
  readonly managers: number;
  /** So many are due at a time, or a few more where they do not divide the managers. */
  readonly due: number;
  /** Whether the due ones lie next to each other in memory, as those that came together do. */
  readonly isTogether: boolean;
}

export interface Tick {
  readonly beganMs: number;
  readonly tookMs: number;
  /** The part of it for which the thread was ready and had no processor: others had them. */
  readonly waitedMs: number;
}

const otherWork = new Uint8Array(96 * 1024 * 1024);

/** Between two sweeps a server does other things: its caches hold something else then. */
export function forgetCaches(round: number): void {
  for (let index = 0; index < otherWork.length; index += 64) otherWork[index] = round;
}

/** Of this thread since it began, by the scheduler's books: `<ran, ns> <waited, ns> <turns>`. */
function waitedForProcessorMs(): number {
  return Number(readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ')[1]) / 1e6;
}

interface Group {
  readonly members: readonly Connection[];
  dueMs: number;
}

export class Rounds {
  readonly #fleet: Fleet;
  readonly #groups: readonly Group[];
  readonly #tickMs: number;
  #round = 0;

  constructor(row: Row) {
    this.#fleet = new Fleet(row.managers);
    const count = Math.floor(row.managers / row.due);
    const { connections } = this.#fleet;
    this.#groups = Array.from({ length: count }, (_, group) => {
      const start = row.isTogether ? group * row.due : group;
      const step = row.isTogether ? 1 : count;
      const members = Array.from(
        { length: row.due },
        (_one, index) => connections[start + index * step],
      );
      // Everybody answers somewhere: those too few for a group of their own are in the last one.
      if (group === count - 1) members.push(...connections.slice(count * row.due));
      return { members: members.filter((member) => member !== undefined), dueMs: 0 };
    });
    const stepMs = intervalMs / count;
    // The fair clock believes in no step that is much longer.
    this.#tickMs = Math.min(stepMs, 25) / 5;
    for (const group of this.#groups) this.#begin(group, stepMs);
  }

  get groups(): number {
    return this.#groups.length;
  }

  /** Heartbeats and probes so far. */
  get looks(): number {
    return this.#fleet.looks;
  }

  /** The next group is due, is swept until nothing is due any more, and answers. `before` is called before each tick. */
  sweep(before: () => void): readonly Tick[] {
    const group = this.#groups[this.#round++ % this.#groups.length];
    if (group === undefined) throw new Error('a fleet has at least one group');
    // What the first look of its last sweep saw is due a little before what the last look saw.
    while (this.#fleet.nowMs + 3 * this.#tickMs < group.dueMs) this.#fleet.tick(this.#tickMs);
    const ticks: Tick[] = [];
    let waitMs = group.dueMs - this.#fleet.nowMs + this.#tickMs / 2;
    do {
      before();
      ticks.push(this.#tick(waitMs));
      waitMs = 0;
    } while (this.#fleet.isBehind);
    group.dueMs = this.#fleet.nowMs + intervalMs;
    this.#fleet.answer(group.members);
    return ticks;
  }

  #tick(waitMs: number): Tick {
    const beganMs = performance.now();
    const before = waitedForProcessorMs();
    const tookMs = this.#fleet.tick(waitMs);
    return { beganMs, tookMs, waitedMs: waitedForProcessorMs() - before };
  }

  #begin(group: Group, stepMs: number): void {
    this.#fleet.synchronize(group.members);
    group.dueMs = this.#fleet.nowMs + intervalMs;
    // From the last to the first it is as far.
    const untilMs = this.#fleet.nowMs + stepMs - this.#tickMs;
    while (this.#fleet.nowMs < untilMs) this.#fleet.tick(this.#tickMs);
  }
}
