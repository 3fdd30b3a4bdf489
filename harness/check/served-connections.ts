/** Who of those who were on before the faults is served, moment by moment: connected, and with no answer overdue. */

import { keyOf } from '../contracts/connection-id.ts';
import type { HistoryEvent } from '../contracts/history.ts';

/** An answer that is late by more is no service; a report older than this says nothing of now. */
const overdueMs = 1000;

interface Line {
  isOpen: boolean;
  /** It went by itself, or was taken away: nobody is there to be served. */
  hasLeft: boolean;
  waitedMs: number;
  sinceUs: number;
}

/** One connection key that was to be served and was not. */
export interface Unserved {
  readonly key: string;
  readonly isOpen: boolean;
  /** Since when it is open, or not. */
  readonly sinceUs: number;
}

export interface Served {
  readonly expected: number;
  readonly unserved: readonly Unserved[];
}

export class ServedConnections {
  readonly #lines = new Map<string, Line>();
  #keys: ReadonlySet<string> | undefined;

  note(event: HistoryEvent): void {
    if (!('connection' in event)) return;
    const line = this.#lineOf(keyOf(event.connection), event.atUs);
    if (event.kind === 'client.open') turn(line, { isOpen: true, hasLeft: false }, event.atUs);
    else if (event.kind === 'client.connecting') line.hasLeft = false;
    else if (event.kind === 'client.vanished')
      turn(line, { isOpen: false, hasLeft: true }, event.atUs);
    else if (event.kind === 'client.closed')
      turn(line, { isOpen: false, hasLeft: event.by === 'client' }, event.atUs);
    else if (event.kind === 'client.answers') line.waitedMs = event.waitedMs;
  }

  /** From here on those who are on now are to be served. */
  expectThese(): void {
    const on = [...this.#lines].filter(([, { isOpen }]) => isOpen).map(([key]) => key);
    this.#keys ??= new Set(on);
  }

  now(): Served {
    const there = [...(this.#keys ?? [])].flatMap((key) => {
      const line = this.#lines.get(key);
      return line === undefined || line.hasLeft ? [] : [{ key, ...line }];
    });
    const unserved = there.filter(({ isOpen, waitedMs }) => !isOpen || waitedMs > overdueMs);
    return { expected: there.length, unserved };
  }

  #lineOf(key: string, nowUs: number): Line {
    const known = this.#lines.get(key);
    if (known !== undefined) return known;
    const line: Line = { isOpen: false, hasLeft: false, waitedMs: 0, sinceUs: nowUs };
    this.#lines.set(key, line);
    return line;
  }
}

function turn(line: Line, now: Pick<Line, 'isOpen' | 'hasLeft'>, atUs: number): void {
  if (line.isOpen !== now.isOpen) Object.assign(line, { sinceUs: atUs, waitedMs: 0 });
  Object.assign(line, now);
}
