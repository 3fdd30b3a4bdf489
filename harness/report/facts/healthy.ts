/** Connections no fault touched, and those of them that the server closed all the same. */

import type { RunHistory } from '../../contracts/checker.ts';
import type { HistoryEvent } from '../../contracts/history.ts';
import type { FaultFacts } from './faults.ts';

export interface Healthy {
  readonly kept: readonly string[];
  readonly killed: readonly string[];
}

export function readHealthy({ events }: RunHistory, faults: readonly FaultFacts[]): Healthy {
  const victims = new Set(faults.flatMap((fault) => fault.victims));
  const closedBy = new Map<string, 'client' | 'server' | undefined>();
  for (const event of events) {
    if (event.kind === 'client.open' || event.kind === 'tap.open') {
      closedBy.set(event.connection, closedBy.get(event.connection));
    }
    const by = endedBy(event);
    if (by === undefined || !('connection' in event)) continue;
    if (closedBy.has(event.connection)) {
      closedBy.set(event.connection, closedBy.get(event.connection) ?? by);
    }
  }
  const own = [...closedBy].filter(([connection]) => !victims.has(connection));
  return {
    kept: own.filter(([, by]) => by !== 'server').map(([connection]) => connection),
    killed: own.filter(([, by]) => by === 'server').map(([connection]) => connection),
  };
}

function endedBy(event: HistoryEvent): 'client' | 'server' | undefined {
  if (event.kind === 'client.vanished') return 'client';
  const ends =
    event.kind === 'tap.close-frame' || event.kind === 'tap.end' || event.kind === 'client.closed';
  return ends ? event.by : undefined;
}
