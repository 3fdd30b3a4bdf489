/** Judges a stored run. A checker is pure: history in, finding out; it never waits and never asks anybody. */

import type { HistoryEvent } from './history.ts';
import type { Plan } from './plan.ts';

/** fail > unknown > pass. */
export type Outcome = 'pass' | 'fail' | 'unknown';

export interface Violation {
  /** One sentence: who, what, by how much. */
  readonly message: string;
  readonly connection?: string;
  readonly fault?: string;
  /** When it became a violation; monotonic microseconds. */
  readonly atUs?: number;
}

export type Finding =
  | { readonly outcome: 'pass'; readonly measured?: Readonly<Record<string, number | string>> }
  | {
      readonly outcome: 'fail';
      readonly violations: readonly [Violation, ...Violation[]];
      readonly measured?: Readonly<Record<string, number | string>>;
    }
  | { readonly outcome: 'unknown'; readonly reason: string };

/** What a checker may look at: the plan and the events in the order of their times. */
export interface RunHistory {
  readonly plan: Plan;
  readonly events: readonly HistoryEvent[];
}

export interface Checker {
  readonly name: string;
  /** One line for `ws-chaos list checks`: the property it holds the server to. */
  readonly summary: string;
  check(history: RunHistory): Finding;
}
