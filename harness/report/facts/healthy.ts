/**
 * Connections no fault touched, and those the server closed though their clients were alive. The rules are the
 * judge's (harness/check/live-connections-kept.ts); a suite holds the two together.
 */

import type { RunHistory } from '../../contracts/checker.ts';
import type { HistoryEvent } from '../../contracts/history.ts';
import type { FaultFacts } from './faults.ts';
import { judgedUntilUs } from './judged-until.ts';
import type { Timeline } from './timeline.ts';
import type { Zombie } from './zombies.ts';

export interface Healthy {
  readonly kept: readonly string[];
  readonly killed: readonly string[];
}

interface Ending {
  readonly connection: string;
  readonly ms: number;
  /** A Close code of the application's own (4000–4999): the server announced an eviction. */
  readonly announced: boolean;
}

export function readHealthy(
  { plan, events }: RunHistory,
  of: {
    readonly faults: readonly FaultFacts[];
    readonly zombies: readonly Zombie[];
    readonly timeline: Timeline;
  },
): Healthy {
  const { opened, endings } = follow(events, of.timeline);
  const graceMs = plan.serviceLevel.reclaimWithinMs;
  const hits = faultsByVictim(of.faults);
  const killed = endings
    .filter(({ connection, ms }) =>
      (hits.get(connection) ?? []).every((fault) => !excuses(fault, ms, graceMs)),
    )
    .filter(({ ms, announced }) => !announced || of.zombies.some((zombie) => isHeld(zombie, ms)))
    .map(({ connection }) => connection);
  const dead = new Set([...killed, ...hits.keys()]);
  return { kept: [...opened].filter((connection) => !dead.has(connection)), killed };
}

function faultsByVictim(faults: readonly FaultFacts[]): ReadonlyMap<string, readonly FaultFacts[]> {
  const hits = new Map<string, FaultFacts[]>();
  for (const fault of faults) {
    // what a fault says that never began is nobody's business
    if (fault.beginMs === undefined) continue;
    const proven = fault.proofs.flatMap(({ victims }) => victims);
    for (const victim of new Set([...fault.victims, ...fault.joined, ...proven])) {
      const of = hits.get(victim) ?? [];
      hits.set(victim, of);
      of.push(fault);
    }
  }
  return hits;
}

/** A server that has seen its client dead may act on it for a while after the heal. */
function excuses({ beginMs, healed }: FaultFacts, ms: number, graceMs: number): boolean {
  return ms >= (beginMs ?? Infinity) && ms <= (healed?.ms ?? Infinity) + graceMs;
}

function isHeld({ proofMs, heldForCertainUntilMs }: Zombie, ms: number): boolean {
  return ms >= proofMs && ms < heldForCertainUntilMs;
}

function follow(
  events: readonly HistoryEvent[],
  { toMs }: Timeline,
): { readonly opened: ReadonlySet<string>; readonly endings: readonly Ending[] } {
  const untilUs = judgedUntilUs(events);
  const opened = new Set<string>();
  const open = new Set<string>();
  const endings: Ending[] = [];
  for (const event of events) {
    if (event.atUs >= untilUs) break;
    if (event.kind === 'tap.open') {
      opened.add(event.connection);
      open.add(event.connection);
    } else if ('connection' in event && open.has(event.connection)) {
      const by = endedBy(event);
      if (by === undefined) continue;
      open.delete(event.connection);
      const { connection, atUs } = event;
      if (by === 'server')
        endings.push({ connection, ms: toMs(atUs), announced: announces(event) });
    }
  }
  return { opened, endings };
}

function announces(event: HistoryEvent): boolean {
  return event.kind === 'tap.close-frame' && event.code >= 4000 && event.code <= 4999;
}

/** As the tap saw it; what a client says of the server's closing is not taken for the server's. */
function endedBy(event: HistoryEvent): 'client' | 'server' | undefined {
  if (event.kind === 'client.vanished') return 'client';
  if (event.kind === 'tap.close-frame' || event.kind === 'tap.end') return event.by;
  const clients = event.kind === 'client.closed' || event.kind === 'tap.protocol-error';
  return clients && event.by === 'client' ? 'client' : undefined;
}
