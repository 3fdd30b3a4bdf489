/** The server's side of a sample run: what it frees and when, its census, its cleanups. */

import type { HistoryEvent } from '../../contracts/history.ts';
import type { Plan } from '../../contracts/plan.ts';
import { at, type SampleKind } from './sample-clock.ts';

export function sampleServer(
  plan: Plan,
  kind: SampleKind,
  known: readonly HistoryEvent[],
): readonly HistoryEvent[] {
  const freed = plan.faults.flatMap((fault, row) =>
    fault.victims.flatMap((key, index) => reclaim(`${key}.0`, reclaimMs({ kind, row, index }))),
  );
  const leaving = known.flatMap((event) =>
    event.kind === 'tap.closed' ? reclaim(event.connection, (event.atUs - at(0)) / 1000) : [],
  );
  const all = [...freed, ...leaving.filter(({ kind: name }) => !name.startsWith('tap.'))];
  return [...all, ...census(plan, [...known, ...all]), ...cleanups(plan, kind)];
}

/** When the server lets a zombie go; 0 = never. */
function reclaimMs(of: { kind: SampleKind; row: number; index: number }): number {
  const proofMs = of.row === 0 ? 4267 : 6267;
  if (of.kind === 'good') return proofMs + 900 + of.row * 380 + of.index * 310;
  return of.kind === 'bad' && of.row === 0 && of.index === 3 ? proofMs + 5200 : 0;
}

function reclaim(connection: string, ms: number): HistoryEvent[] {
  if (ms === 0) return [];
  return [
    { kind: 'tap.end', atUs: at(ms), connection, by: 'server', how: 'rst' },
    { kind: 'slot.free', atUs: at(ms + 12), connection, seenUntilUs: at(ms - 58) },
    { kind: 'socket.gone', atUs: at(ms + 95), connection, seenUntilUs: at(ms - 5) },
  ];
}

function census(plan: Plan, events: readonly HistoryEvent[]): HistoryEvent[] {
  const limit = Number(plan.target.settings['manager-limit'] ?? 20) + 7;
  return Array.from({ length: 74 }, (_, index): HistoryEvent => {
    const atUs = at(index * 250);
    const held = new Set<string>();
    for (const event of events) {
      if (event.atUs > atUs) continue;
      if (event.kind === 'tap.open') held.add(event.connection);
      if (event.kind === 'slot.free') held.delete(event.connection);
    }
    const connections = [...held].map((connection) => ({
      connection,
      user: connection.split('.', 1)[0] ?? connection,
      state: 'open',
      lastSeq: index * 8,
    }));
    const counts = { claimed: held.size, limit, reclaimable: 0, open: held.size };
    const isFull = index % 4 === 0 || index === 73;
    return {
      kind: 'census',
      atUs,
      quiescent: index === 73,
      ...counts,
      ...(isFull ? { connections } : {}),
    };
  });
}

function cleanups(plan: Plan, kind: SampleKind): HistoryEvent[] {
  const levels = ['conservative', 'moderate', 'aggressive', 'forced'];
  return Array.from({ length: 8 }, (_, index): HistoryEvent => {
    const removed = kind === 'good' && index > 0 && index < 5 ? 2 - (index === 4 ? 1 : 0) : 0;
    return {
      kind: 'target.cleanup',
      atUs: at(4500 + index * 1000),
      trigger: index % 3 === 2 ? 'limit' : 'timer',
      level: kind === 'good' ? (levels[Math.min(3, index)] ?? 'forced') : 'conservative',
      examined: plan.load.users.length,
      removed,
    };
  });
}
