/** Everything observed so far: kept in memory for proofs and the judgement, appended to `history.ndjson`. */

import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { HistoryEvent } from '../contracts/history.ts';
import { ThinTotals } from './thin-totals.ts';

export interface EventLog {
  readonly events: readonly HistoryEvent[];
  readonly record: (event: HistoryEvent) => void;
  /** Calls `listener` for every later event, in order of arrival; the result unsubscribes. */
  onEvent(listener: (event: HistoryEvent) => void): () => void;
  /** Resolves when everything is on disk. Idempotent; events after it are dropped. */
  close(): Promise<void>;
}

/** Opens `file` for appending. Rejects with the error of the file system. */
export async function openEventLog(file: string): Promise<EventLog> {
  const stream = createWriteStream(file, { flags: 'a' });
  await once(stream, 'open');
  const events: HistoryEvent[] = [];
  const listeners = new Set<(event: HistoryEvent) => void>();
  let closed: Promise<void> | undefined;
  const thin = new ThinTotals();
  // one write for all events of a turn of the loop: they come by the hundred
  let lines = '';
  const flush = (): void => {
    if (lines !== '') stream.write(lines);
    lines = '';
  };
  const write = (event: HistoryEvent): void => {
    events.push(event);
    if (lines === '') setImmediate(flush);
    lines += `${JSON.stringify(event)}\n`;
    for (const listener of listeners) listener(event);
  };
  return {
    events,
    record: (event) => {
      if (closed === undefined) thin.take(event).forEach(write);
    },
    onEvent: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      if (closed !== undefined) return closed;
      thin.rest().forEach(write);
      flush();
      closed = finished(stream.end());
      return closed;
    },
  };
}
