/** A script ready to be instantiated, as data: one process may compile it and others run it. */

import type { Shifts } from './blocking/edits.ts';

export interface CompiledScript {
  readonly code: string;
  /** Source map of the bundle, JSON. */
  readonly map: string;
  /** What was inserted into the bundle since. */
  readonly shifts: Shifts;
  /** Absolute path of the entry file. */
  readonly entry: string;
  /** k6 modules it imports. */
  readonly imports: readonly string[];
  /** Calls that were turned into waits; 0 for purely event-driven scripts. */
  readonly waits: number;
}
