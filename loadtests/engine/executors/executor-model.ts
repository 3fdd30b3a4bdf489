/** For tests: what each executor must do, worked out from k6's documentation by other means than the executors. */

import type { ScenarioConfig, Stage } from '../options/scenario-config.ts';

export interface Expected {
  readonly starts: number;
  readonly completed: number;
  readonly interrupted: number;
  readonly dropped: number;
}

type Of<Name> = Extract<ScenarioConfig, { executor: Name }>;

/** For iterations that all take `iterationMs`; no two events may fall on the same instant. */
export function expectedOf(config: ScenarioConfig, iterationMs: number): Expected {
  switch (config.executor) {
    case 'per-vu-iterations':
    case 'shared-iterations':
      return iterations(config, iterationMs);
    case 'constant-vus': {
      const rounds = Math.ceil(config.durationMs / iterationMs);
      const starts = config.vus * rounds;
      const lastEnds = rounds * iterationMs <= config.durationMs + config.gracefulStopMs;
      const interrupted = lastEnds ? 0 : config.vus;
      return { starts, completed: starts - interrupted, interrupted, dropped: 0 };
    }
    case 'ramping-vus':
      return ramping(config, iterationMs);
    case 'constant-arrival-rate': {
      const due: number[] = [];
      for (let i = 0; (i * config.timeUnitMs) / config.rate < config.durationMs; i++)
        due.push((i * config.timeUnitMs) / config.rate);
      return arrivals(due, config, { iterationMs, endMs: config.durationMs });
    }
    case 'ramping-arrival-rate': {
      const endMs = config.stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
      return arrivals(rampedDue(config, endMs), config, { iterationMs, endMs });
    }
  }
}

function iterations(
  config: Of<'per-vu-iterations' | 'shared-iterations'>,
  iterationMs: number,
): Expected {
  const { vus, maxDurationMs, gracefulStopMs } = config;
  const isShared = config.executor === 'shared-iterations';
  const total = isShared ? config.iterations : vus * config.iterations;
  const rounds = Math.ceil(maxDurationMs / iterationMs);
  const starts = Math.min(total, rounds * vus);
  const inTime = Math.floor((maxDurationMs + gracefulStopMs) / iterationMs);
  const completed = Math.min(starts, inTime * vus);
  return { starts, completed, interrupted: starts - completed, dropped: total - starts };
}

function arrivals(
  due: readonly number[],
  { maxVUs, gracefulStopMs }: { maxVUs: number; gracefulStopMs: number },
  { iterationMs, endMs }: { iterationMs: number; endMs: number },
): Expected {
  const started: number[] = [];
  let dropped = 0;
  for (const atMs of due) {
    const busy = started.filter((startMs) => startMs + iterationMs > atMs).length;
    if (busy < maxVUs) started.push(atMs);
    else dropped++;
  }
  const interrupted = started.filter((atMs) => atMs + iterationMs > endMs + gracefulStopMs).length;
  return { starts: started.length, completed: started.length - interrupted, interrupted, dropped };
}

/** By bisection of the accumulated rate, where the executor solves a quadratic equation. */
function rampedDue(config: Of<'ramping-arrival-rate'>, endMs: number): number[] {
  const accumulated = (untilMs: number): number => {
    let total = 0;
    let fromMs = 0;
    let rate = config.startRate;
    for (const { durationMs, target } of config.stages) {
      const ms = Math.max(0, Math.min(untilMs - fromMs, durationMs));
      const rateThen = durationMs === 0 ? target : rate + ((target - rate) * ms) / durationMs;
      total += (((rate + rateThen) / 2) * ms) / config.timeUnitMs;
      fromMs += durationMs;
      rate = target;
    }
    return total;
  };
  const due: number[] = [];
  const total = Math.ceil(accumulated(endMs) - 1e-9);
  for (let n = 0; n < total; n++) {
    let [low, high] = [0, endMs];
    for (let step = 0; step < 60; step++) {
      const middle = (low + high) / 2;
      if (accumulated(middle) > n) high = middle;
      else low = middle;
    }
    due.push(high);
  }
  return due;
}

/** A time in which the target is above a user's index. */
interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
  /** False where the scenario ended before the ramp took the user away: only gracefulStop bounds it. */
  readonly isTaken: boolean;
}

/** User by user: in which stretches it is wanted, and what it does in each of them. */
function ramping(config: Of<'ramping-vus'>, iterationMs: number): Expected {
  const { startVUs, stages, gracefulStopMs } = config;
  const endMs = stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const most = Math.max(startVUs, ...stages.map(({ target }) => target));
  const limitMs = endMs + gracefulStopMs;
  const seen = { starts: 0, completed: 0 };
  for (let index = 0; index < most; index++) {
    const stretches = stretchesOf(index, startVUs, stages);
    let freeMs = 0;
    for (const [i, { fromMs, toMs }] of stretches.entries()) {
      const comesAndGoes = fromMs === toMs && fromMs >= freeMs && fromMs < endMs;
      const cut = (wantsMs: number): number =>
        Math.min(limitMs, cutOf(stretches.slice(i), wantsMs, config.gracefulRampDownMs));
      const toBeStarted = (atMs: number): boolean =>
        atMs < toMs || (comesAndGoes && atMs === fromMs);
      freeMs = work({ atMs: Math.max(fromMs, freeMs), iterationMs, toBeStarted, cut, seen });
    }
  }
  const { starts, completed } = seen;
  return { starts, completed, interrupted: starts - completed, dropped: 0 };
}

/** Iterations of one user in one stretch; returns when the last of them is over. */
function work(of: {
  atMs: number;
  iterationMs: number;
  toBeStarted: (atMs: number) => boolean;
  cut: (wantsMs: number) => number;
  seen: { starts: number; completed: number };
}): number {
  let { atMs } = of;
  while (of.toBeStarted(atMs)) {
    const wantsMs = atMs + of.iterationMs;
    const cutMs = of.cut(wantsMs);
    of.seen.starts++;
    if (wantsMs <= cutMs) of.seen.completed++;
    if (cutMs <= atMs) break;
    atMs = Math.min(wantsMs, cutMs);
  }
  return atMs;
}

/** When an iteration that would run until `wantsMs` is cut: a user may be wanted again within its grace. */
function cutOf(stretches: readonly Stretch[], wantsMs: number, graceMs: number): number {
  for (const [i, { toMs, isTaken }] of stretches.entries()) {
    if (wantsMs <= toMs || !isTaken) return Infinity;
    if (toMs + graceMs < (stretches[i + 1]?.fromMs ?? Infinity)) return toMs + graceMs;
  }
  return Infinity;
}

function stretchesOf(index: number, startVUs: number, stages: readonly Stage[]): Stretch[] {
  const stretches: Stretch[] = [];
  let atMs = 0;
  let users = startVUs;
  let sinceMs = users > index ? 0 : undefined;
  for (const { durationMs, target } of stages) {
    const crosses = (steps: number): number =>
      atMs + (durationMs * steps) / Math.abs(target - users);
    if (target > index && users <= index) sinceMs = crosses(index + 1 - users);
    if (target <= index && users > index && sinceMs !== undefined) {
      stretches.push({ fromMs: sinceMs, toMs: crosses(users - index), isTaken: true });
      sinceMs = undefined;
    }
    users = target;
    atMs += durationMs;
  }
  if (sinceMs !== undefined) stretches.push({ fromMs: sinceMs, toMs: atMs, isTaken: false });
  return stretches;
}
