/** Open connections over time by the three ledgers; the gap between client and server is the zombies. */

import type { RunHistory } from '../../contracts/checker.ts';
import type { HistoryEvent } from '../../contracts/history.ts';
import type { Point } from './step-series.ts';
import type { Timeline } from './timeline.ts';

export interface OpenCounts {
  readonly client: readonly Point[];
  readonly tap: readonly Point[];
  /** Empty where the server has no census. */
  readonly server: readonly Point[];
}

const ledgers = {
  client: { up: ['client.open'], down: ['client.closed', 'client.vanished'] },
  tap: { up: ['tap.open'], down: ['tap.closed'] },
} as const;

export function readOpenCounts({ events }: RunHistory, timeline: Timeline): OpenCounts {
  return {
    client: count(events, ledgers.client, timeline),
    tap: count(events, ledgers.tap, timeline),
    server: events.flatMap((event) =>
      event.kind === 'census' ? [{ ms: timeline.toMs(event.atUs), value: event.open }] : [],
    ),
  };
}

function count(
  events: readonly HistoryEvent[],
  kinds: { readonly up: readonly string[]; readonly down: readonly string[] },
  { toMs, endMs }: Timeline,
): readonly Point[] {
  const open = new Set<string>();
  const points: Point[] = [{ ms: 0, value: 0 }];
  for (const event of events) {
    if (!('connection' in event)) continue;
    const before = open.size;
    if (kinds.up.includes(event.kind)) open.add(event.connection);
    if (kinds.down.includes(event.kind)) open.delete(event.connection);
    if (open.size !== before) points.push({ ms: toMs(event.atUs), value: open.size });
  }
  return [...points, { ms: endMs, value: open.size }];
}
