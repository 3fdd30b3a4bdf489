/** What each cleanup looked at and took, for whoever wants to judge it. Bounded; readers pass the number they got last. */

import type { TargetClock } from '../clock.ts';

/** From the gentlest to the hardest. `emergency` is the incident's own. */
export const cleanupLevels = ['conservative', 'moderate', 'aggressive', 'forced'] as const;
export type CleanupLevel = (typeof cleanupLevels)[number];

export interface CleanupRecord {
  readonly atUs: number;
  /** What started it: `limit`, `sweep`, `admin`. */
  readonly trigger: string;
  readonly level: CleanupLevel | 'emergency';
  readonly examined: number;
  readonly removed: number;
}

const longestLog = 10_000;

export class CleanupLog {
  readonly #clock: TargetClock;
  readonly #records: CleanupRecord[] = [];
  #first = 0;

  constructor(clock: TargetClock) {
    this.#clock = clock;
  }

  add(record: Omit<CleanupRecord, 'atUs'>): void {
    this.#records.push({ atUs: this.#clock.nowUs(), ...record });
    if (this.#records.length <= longestLog) return;
    this.#records.shift();
    this.#first++;
  }

  /** Records from number `since` on, and the number to ask with next time. */
  since(since: number): { readonly next: number; readonly records: readonly CleanupRecord[] } {
    const next = this.#first + this.#records.length;
    return { next, records: this.#records.slice(Math.max(0, since - this.#first)) };
  }
}
