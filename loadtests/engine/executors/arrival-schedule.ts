/** When the iterations of the arrival-rate executors are due. */

import type {
  ConstantArrivalScenario,
  RampingArrivalScenario,
} from '../options/scenario-config.ts';

/** A stretch of time over which the rate changes linearly; rates are starts a millisecond. */
interface Stretch {
  readonly fromMs: number;
  readonly durationMs: number;
  readonly fromRate: number;
  readonly toRate: number;
  /** Starts due before it, not necessarily whole. */
  readonly before: number;
}

export interface ArrivalSchedule {
  /** Offsets from the start of the scenario, ascending; start n (from 0) is due when n starts have accumulated. */
  dueTimes(): Iterable<number>;
  /** How many starts are due by this offset. */
  dueBy(offsetMs: number): number;
}

/** Rounds away what floating point adds or takes at whole numbers of starts. */
const epsilon = 1e-9;

export function arrivalSchedule(
  config: ConstantArrivalScenario | RampingArrivalScenario,
): ArrivalSchedule {
  const stretches = stretchesOf(config);
  return {
    dueTimes: () => dueTimes(stretches),
    dueBy: (offsetMs) => dueBy(stretches, offsetMs),
  };
}

function stretchesOf(config: ConstantArrivalScenario | RampingArrivalScenario): Stretch[] {
  const unit = config.timeUnitMs;
  if (config.executor === 'constant-arrival-rate') {
    const rate = config.rate / unit;
    return [{ fromMs: 0, durationMs: config.durationMs, fromRate: rate, toRate: rate, before: 0 }];
  }
  const stretches: Stretch[] = [];
  let fromMs = 0;
  let before = 0;
  let fromRate = config.startRate / unit;
  for (const { durationMs, target } of config.stages) {
    const toRate = target / unit;
    if (durationMs > 0) stretches.push({ fromMs, durationMs, fromRate, toRate, before });
    before += ((fromRate + toRate) / 2) * durationMs;
    fromMs += durationMs;
    fromRate = toRate;
  }
  return stretches;
}

function* dueTimes(stretches: readonly Stretch[]): Generator<number> {
  let n = 0;
  for (const stretch of stretches) {
    const after = accumulated(stretch, stretch.durationMs);
    for (; n < after - epsilon; n++) yield stretch.fromMs + offsetOf(stretch, n);
  }
}

function accumulated({ before, fromRate, toRate, durationMs }: Stretch, ms: number): number {
  return before + fromRate * ms + ((toRate - fromRate) * ms * ms) / (2 * durationMs);
}

/** The time inside the stretch at which `n` starts have accumulated. */
function offsetOf({ before, fromRate, toRate, durationMs }: Stretch, n: number): number {
  const wanted = Math.max(0, n - before);
  const slope = (toRate - fromRate) / durationMs;
  if (slope === 0) return wanted / fromRate;
  const root = Math.sqrt(Math.max(0, fromRate * fromRate + 2 * slope * wanted));
  // the numerically stable form of (root - fromRate) / slope
  return wanted === 0 ? 0 : (2 * wanted) / (fromRate + root);
}

function dueBy(stretches: readonly Stretch[], offsetMs: number): number {
  let total = 0;
  for (const stretch of stretches) {
    if (offsetMs < stretch.fromMs) break;
    const ms = Math.min(offsetMs - stretch.fromMs, stretch.durationMs);
    const reached = accumulated(stretch, ms);
    const isOver = offsetMs >= stretch.fromMs + stretch.durationMs;
    // the start that falls on this very moment counts, unless the stretch ends with it
    total = isOver ? Math.ceil(reached - epsilon) : Math.floor(reached + epsilon) + 1;
  }
  return total;
}
