/** One order for one set of events: by time, and within a microsecond as causes come before effects. */

import type { HistoryEvent, HistoryKind } from '../contracts/history.ts';

/** Where two events are simultaneous, the server gets the benefit: clients act first, heals come last. */
const order: readonly HistoryKind[] = [
  'run.start',
  'target.started',
  'load.ready',
  'phase.begin',
  'client.connecting',
  'tap.open',
  'client.open',
  'tap.refused',
  'client.refused',
  'fault.begin',
  'fault.proof',
  'fault.unproven',
  'tap.withheld',
  'tap.neighbour-delivered',
  'client.gap',
  'client.gap-filled',
  'client.gap-reported',
  'client.received',
  'client.answers',
  'client.foreign',
  'client.vanished',
  'client.closed',
  'tap.protocol-error',
  'tap.close-frame',
  'tap.close-again',
  'tap.end',
  'slot.free',
  'work.orphaned',
  'work.over',
  'socket.gone',
  'tap.closed',
  'target.cleanup',
  'census',
  'target.resources',
  'load.sample',
  'load.metric',
  'load.threshold',
  'load.log',
  'note',
  'fault.joined',
  'fault.heal',
  'fault.healed',
  'phase.end',
  'part.restarted',
  'part.exited',
  'run.end',
];
const rank: ReadonlyMap<HistoryKind, number> = new Map(order.map((kind, index) => [kind, index]));

/** The same order whatever order they arrive in. One pass where times already rise. */
export function inCausalOrder(events: readonly HistoryEvent[]): readonly HistoryEvent[] {
  const ordered = isRising(events) ? [...events] : events.toSorted((a, b) => a.atUs - b.atUs);
  let start = 0;
  for (let end = 1; end <= ordered.length; end += 1) {
    if (ordered[end]?.atUs === ordered[start]?.atUs) continue;
    if (end - start > 1) sortStretch(ordered, start, end);
    start = end;
  }
  return ordered;
}

function isRising(events: readonly HistoryEvent[]): boolean {
  let beforeUs = -Infinity;
  for (const { atUs } of events) {
    if (atUs < beforeUs) return false;
    beforeUs = atUs;
  }
  return true;
}

function sortStretch(events: HistoryEvent[], start: number, end: number): void {
  const sorted = events.slice(start, end).sort(compareSimultaneous);
  for (const [index, event] of sorted.entries()) events[start + index] = event;
}

function compareSimultaneous(a: HistoryEvent, b: HistoryEvent): number {
  const byKind = rankOf(a) - rankOf(b);
  if (byKind !== 0) return byKind;
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
  if (left === right) return 0;
  // Sides sort as they must: "client" before "server".
  const byActor = compareText(actorOf(a), actorOf(b));
  return byActor === 0 ? compareText(left, right) : byActor;
}

function rankOf({ kind }: HistoryEvent): number {
  return rank.get(kind) ?? order.length;
}

function actorOf(event: HistoryEvent): string {
  return 'by' in event ? event.by : '';
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
