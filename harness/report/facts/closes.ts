/** How connections ended: close code × who closed first, as the tap saw it on the wire. */

import type { RunHistory } from '../../contracts/checker.ts';
import type { HistoryEvent } from '../../contracts/history.ts';

export const closers = ['client', 'server', 'harness', 'nobody'] as const;
/** `harness`: we destroyed the client, it never closed; `nobody`: still open when the run ended. */
export type Closer = (typeof closers)[number];

export interface CloseRow {
  /** A close code, `no Close frame`, or `still open`. */
  readonly code: string;
  readonly meaning: string;
  readonly by: Readonly<Partial<Record<Closer, readonly string[]>>>;
}

interface Ending {
  readonly code: string;
  readonly by: Closer;
}

const open: Ending = { code: 'still open', by: 'nobody' };

export function readCloses({ events }: RunHistory): readonly CloseRow[] {
  const endings = new Map<string, Ending>();
  for (const event of events) {
    if (event.kind === 'tap.open' || event.kind === 'client.open') {
      if (!endings.has(event.connection)) endings.set(event.connection, open);
    }
    const ending = endingOf(event);
    if (ending === undefined || !('connection' in event)) continue;
    if (endings.get(event.connection) === open) endings.set(event.connection, ending);
  }
  return groupByCode(endings);
}

function groupByCode(endings: ReadonlyMap<string, Ending>): readonly CloseRow[] {
  const rows = new Map<string, Partial<Record<Closer, string[]>>>();
  for (const [connection, { code, by }] of endings) {
    const row = rows.get(code) ?? {};
    (row[by] ??= []).push(connection);
    rows.set(code, row);
  }
  return [...rows]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([code, by]) => ({ code, meaning: meanings[code] ?? 'application code', by }));
}

function endingOf(event: HistoryEvent): Ending | undefined {
  if (event.kind === 'tap.close-frame' || event.kind === 'client.closed') {
    return { code: String(event.code), by: event.by };
  }
  if (event.kind === 'tap.end') {
    return { code: event.how === 'rst' ? 'RST, no Close' : 'FIN, no Close', by: event.by };
  }
  return event.kind === 'client.vanished' ? { code: 'vanished', by: 'harness' } : undefined;
}

const meanings: Readonly<Record<string, string>> = {
  '1000': 'normal closure',
  '1001': 'going away',
  '1002': 'protocol error',
  '1003': 'unsupported data',
  '1005': 'no code in the Close frame',
  '1006': 'abnormal: no Close frame seen',
  '1007': 'invalid payload',
  '1008': 'policy violation',
  '1009': 'message too big',
  '1010': 'missing extension',
  '1011': 'internal error',
  '1012': 'service restart',
  '1013': 'try again later',
  '1014': 'bad gateway',
  'FIN, no Close': 'the TCP stream ended without a Close frame',
  'RST, no Close': 'the TCP connection was reset',
  vanished: 'our doing: the client was destroyed without a word',
  'still open': 'nobody had closed it when the run ended',
};
