/** Lines of scripts as history events, bounded: thousands of users may all say the same thing. */

import type { EventOf } from '../../harness/contracts/history.ts';
import type { LogLevel } from './run/run-context.ts';
import { nowUs } from './timers.ts';

/** Lines between two flushes (about a second); the rest is counted. */
const linesAtOnce = 100;
const longestLine = 2000;

export class LogEvents {
  readonly #emit: (event: EventOf<'load.log'>) => void;
  #lines = 0;

  constructor(emit: (event: EventOf<'load.log'>) => void) {
    this.#emit = emit;
  }

  add(level: LogLevel, text: string): void {
    this.#lines++;
    if (this.#lines > linesAtOnce) return;
    this.#write(level === 'debug' ? 'info' : level, text.slice(0, longestLine));
  }

  /** Starts the next stretch and says how many lines the last one left out. */
  flush(): void {
    const omitted = this.#lines - linesAtOnce;
    this.#lines = 0;
    if (omitted > 0) this.#write('warn', `${omitted} more lines within a second were left out`);
  }

  #write(level: 'info' | 'warn' | 'error', text: string): void {
    this.#emit({ kind: 'load.log', level, text, atUs: nowUs() });
  }
}
