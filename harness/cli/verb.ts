/** What every verb is given. */

import type { Streams, Toolbox } from './toolbox.ts';

export interface VerbContext {
  readonly tools: Toolbox;
  readonly streams: Streams;
  /** Waits for the verb; its number is the exit code, its error is printed and decides it. */
  readonly finish: (verb: Promise<number>) => Promise<void>;
}
