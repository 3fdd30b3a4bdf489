/** A known-bad part of the server, so that every check can be seen failing. */

import type { Seams } from '../core/seams.ts';

export interface Defect {
  readonly name: string;
  /** What it does wrong, in one line. */
  readonly summary: string;
  /** The check that must catch it. */
  readonly caughtBy: string;
  /** Further checks that fail with it, because the damage is wider. */
  readonly alsoCaughtBy?: readonly string[];
  /** A built-in scenario that shows it. */
  readonly scenario: string;
  /** The parts it puts in place of the server's own. */
  plant(own: Seams): Partial<Seams>;
}
