/** The judgement of one run, as `verdict.json` holds it. Field names are a contract with other programs. */

import type { Outcome, Violation } from './checker.ts';

export interface ReclaimTimes {
  readonly count: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
  /** Of those that were given the time of the service level. */
  readonly never: number;
}

export interface CheckResult {
  readonly name: string;
  readonly outcome: Outcome;
  readonly violations: readonly Violation[];
  readonly reason?: string;
  readonly measured?: Readonly<Record<string, number | string>>;
}

export interface Verdict {
  readonly outcome: Outcome;
  readonly scenario: string;
  readonly seed: number;
  readonly planHash: string;
  readonly matrix: {
    readonly zombies: {
      readonly injected: number;
      readonly reclaimed: number;
      readonly late: number;
      readonly never: number;
      /** Not seen to go, and not given the time of the service level: the run was cut short, or the client said goodbye. */
      readonly unjudged: number;
    };
    readonly healthy: { readonly kept: number; readonly killed: number };
  };
  /** Milliseconds from proof. */
  readonly reclaim: Readonly<Record<'closeSeen' | 'slotFree' | 'socketGone', ReclaimTimes>>;
  readonly checks: readonly CheckResult[];
  /** Nothing of the run was left behind: processes, ports, toxics. Absent when re-judged later. */
  readonly clean?: boolean;
  readonly ended: 'completed' | 'interrupted' | 'guard' | 'error';
  /** What stopped it, in words, where that is known. */
  readonly endedBecause?: string;
  readonly environment: Readonly<Record<string, string | number | boolean>>;
}

/** Exit codes of the CLI (design §5's contract). */
export const exitCodes = {
  pass: 0,
  fail: 1,
  unknown: 2,
  guard: 3,
  notUndone: 4,
  interrupted: 130,
  usage: 254,
  internal: 255,
} as const;
