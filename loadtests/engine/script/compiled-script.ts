/** A script ready to be instantiated, as data: one process may compile it and others run it. */

import type { SourcePosition } from '../../../harness/contracts/errors.ts';
import type { Shifts } from './blocking/edits.ts';
import type { OptionPlaces } from './option-places.ts';

/** A call that blocks where nothing can wait. */
export interface BlockedCall {
  /** Why not: `a getter or setter cannot wait`. */
  readonly text: string;
  readonly position?: SourcePosition;
}

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
  readonly optionPlaces: OptionPlaces;
  /** Calls that were turned into waits; 0 for purely event-driven scripts. */
  readonly waits: number;
  /** Why each user needs a thread of its own; absent where calls were turned into waits. */
  readonly threads?: BlockedCall & {
    /** What such a thread runs, as one piece of JavaScript. */
    readonly program: string;
  };
}
