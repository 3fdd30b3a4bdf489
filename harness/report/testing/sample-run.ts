/** Whole judged runs for the tests of reporters, shaped like real ones. */

import type { CheckResult, ReclaimTimes, Verdict } from '../../contracts/verdict.ts';
import type { ReportInput } from '../../contracts/reporter.ts';
import { at, type SampleKind } from './sample-clock.ts';
import { sampleEvents } from './sample-events.ts';
import { samplePlan } from './sample-plan.ts';

export type { SampleKind } from './sample-clock.ts';

/** A run of each outcome, to be reported into `directory`. */
export function sampleRun(kind: SampleKind, directory = '/tmp/run'): ReportInput {
  const plan = samplePlan();
  return {
    history: { plan, events: sampleEvents(plan, kind) },
    verdict: sampleVerdict(kind),
    directory,
    reproduce:
      'ws-chaos run zombies-accumulate-under-user-mix --seed 42 --set target.policy=conservative',
    scenarioSource: scenarioSource(),
  };
}

export function sampleVerdict(kind: SampleKind): Verdict {
  const { scenario, seed, hash: planHash } = samplePlan();
  return {
    outcome: kind === 'good' ? 'pass' : kind === 'bad' ? 'fail' : 'unknown',
    scenario,
    seed,
    planHash,
    matrix: matrices[kind],
    reclaim: {
      closeSeen: times(kind, 0),
      slotFree: times(kind, 12),
      socketGone: times(kind, 95),
    },
    checks: checks[kind],
    clean: kind !== 'unknown',
    ended: kind === 'unknown' ? 'guard' : 'completed',
    environment: {
      node: '24.21.0',
      toxiproxy: '2.12.0',
      platform: 'linux x64',
      commit: '8c300da',
      dirty: true,
      policy: kind === 'good' ? 'graduated' : 'conservative',
    },
  };
}

const matrices: Readonly<Record<SampleKind, Verdict['matrix']>> = {
  good: {
    zombies: { injected: 7, reclaimed: 7, late: 0, never: 0, unjudged: 0 },
    healthy: { kept: 20, killed: 0 },
  },
  bad: {
    zombies: { injected: 7, reclaimed: 0, late: 1, never: 6, unjudged: 0 },
    healthy: { kept: 19, killed: 1 },
  },
  unknown: {
    zombies: { injected: 0, reclaimed: 0, late: 0, never: 0, unjudged: 0 },
    healthy: { kept: 20, killed: 0 },
  },
};

function times(kind: SampleKind, plusMs: number): ReclaimTimes {
  if (kind === 'unknown') return { count: 0, p50: null, p95: null, p99: null, max: null, never: 0 };
  if (kind === 'bad') {
    const late = 5200 + plusMs;
    return { count: 1, p50: late, p95: late, p99: late, max: late, never: 6 };
  }
  const [p50, p95, max] = [1520, 1900, 1900];
  return {
    count: 7,
    p50: p50 + plusMs,
    p95: p95 + plusMs,
    p99: max + plusMs,
    max: max + plusMs,
    never: 0,
  };
}

function pass(name: string, measured: Readonly<Record<string, number | string>>): CheckResult {
  return { name, outcome: 'pass', violations: [], measured };
}

const checks: Readonly<Record<SampleKind, readonly CheckResult[]>> = {
  good: [
    pass('counts-agree', { censuses: 74, disagreements: 0 }),
    pass('events-delivered', { events: 9720, lost: 0 }),
    pass('fault-was-observed', { faults: 2, victimsProven: 7 }),
    pass('live-connections-kept', { kept: 20, killed: 0 }),
    pass('load-was-honest', { loopDelayP99Ms: 6 }),
    pass('priority-admitted', { slowestMs: 14, withinMs: 2000 }),
    pass('zombies-reclaimed', { slowestMs: 1912, withinMs: 4000 }),
  ],
  bad: [
    pass('counts-agree', { censuses: 74, disagreements: 0 }),
    {
      name: 'events-delivered',
      outcome: 'fail',
      violations: [
        {
          message: 'enterprise-1.2.0 never got event 118 and was not told: 1 event lost',
          connection: 'enterprise-1.2.0',
          atUs: at(8727),
        },
      ],
      measured: { events: 9720, lost: 1 },
    },
    pass('fault-was-observed', { faults: 2, victimsProven: 7 }),
    {
      name: 'live-connections-kept',
      outcome: 'fail',
      violations: [
        {
          message: 'signup-3.1.0 was healthy and the server closed it with 1001 at 9.3s',
          connection: 'signup-3.1.0',
          atUs: at(9300),
        },
      ],
      measured: { kept: 19, killed: 1 },
    },
    pass('load-was-honest', { loopDelayP99Ms: 6 }),
    {
      name: 'priority-admitted',
      outcome: 'fail',
      violations: [
        {
          message: 'enterprise-3.1 was refused 4 times and never admitted (2s allowed)',
          connection: 'enterprise-3.1.0',
          atUs: at(11_000),
        },
      ],
    },
    {
      name: 'zombies-reclaimed',
      outcome: 'fail',
      violations: [
        {
          message: 'power-4.1.0 was reclaimed 5.21s after its death was proven, 1.21s late',
          connection: 'power-4.1.0',
          fault: 'f1',
          atUs: at(8267),
        },
        {
          message: 'power-1.1.0 was never reclaimed',
          connection: 'power-1.1.0',
          fault: 'f1',
          atUs: at(8267),
        },
        {
          message: 'power-2.1.0 was never reclaimed',
          connection: 'power-2.1.0',
          fault: 'f1',
          atUs: at(8267),
        },
      ],
      measured: { reclaimed: 0, late: 1, never: 6, withinMs: 4000 },
    },
  ],
  unknown: [
    pass('counts-agree', { censuses: 74, disagreements: 0 }),
    {
      name: 'fault-was-observed',
      outcome: 'unknown',
      violations: [],
      reason: 'f1 half-open-socket was never proven on 4 of 4 victims',
    },
    {
      name: 'load-was-honest',
      outcome: 'unknown',
      violations: [],
      reason: 'the load engine itself was late: loop delay p99 160 ms (50 ms allowed)',
    },
    pass('live-connections-kept', { kept: 20, killed: 0 }),
  ],
};

function scenarioSource(): string {
  return `name: zombies-accumulate-under-user-mix
summary: Zombies accumulate faster than cleanup removes them.   # <script>alert(1)</script>
seed: 42
target:
  policy: conservative
  settings: { manager-limit: 20 }
load:
  users: { enterprise: 2, power: 4, returning: 8, signup: 4 }
  arrivals:
    - { cohort: enterprise, users: 1, at: 6s }
phases: { baseline: 3s, chaos: 10s, recovery: 5s }
faults:
  - { inject: half-open-socket, at: 1s, on: { cohort: power, count: 4 } }
  - { inject: stalled-emitter, at: 3s, on: { cohort: returning, count: 3 }, mode: hang }
serviceLevel: { reclaimWithin: 4s }
`;
}
