/** From when to when nobody is there for a connection, and how that is known: by proof, or by its end on the wire. */

import type { RunHistory } from '../contracts/checker.ts';
import type { EventOf, HistoryEvent } from '../contracts/history.ts';
import { faultWindows, windowsByVictim, type FaultWindow } from './fault-windows.ts';
import { judgedUntilUs } from './judged-until.ts';

export interface GoneSpan {
  readonly connection: string;
  readonly fromUs: number;
  /** The fault heals, or the run is no longer judged. */
  readonly untilUs: number;
  /** The fault whose proof it is; absent where the wire told it. */
  readonly fault?: string;
}

type WireEnd = EventOf<'tap.close-frame' | 'tap.end' | 'tap.closed'>;

/** A connection has two where it was a zombie first and ended later. */
export function goneSpans(history: RunHistory): readonly GoneSpan[] {
  const endUs = judgedUntilUs(history);
  const windows = faultWindows(history).filter(({ makesZombies }) => makesZombies);
  const spans = [...windows.flatMap(zombieSpans), ...wireSpans(history, windows)];
  return spans
    .map((span) => ({ ...span, untilUs: Math.min(span.untilUs, endUs) }))
    .filter(({ fromUs, untilUs }) => fromUs < untilUs);
}

function zombieSpans({ fault, provenUs, healUs }: FaultWindow): GoneSpan[] {
  return [...provenUs].map(([connection, fromUs]) => {
    return { connection, fault, fromUs, untilUs: healUs };
  });
}

function wireSpans({ events }: RunHistory, windows: readonly FaultWindow[]): GoneSpan[] {
  const hit = windowsByVictim(windows);
  const ended = new Map<string, GoneSpan>();
  for (const event of events) {
    if (!isWireEnd(event) || ended.has(event.connection)) continue;
    const { connection } = event;
    const fromUs = knownUs(event, hit.get(connection) ?? []);
    ended.set(connection, { connection, fromUs, untilUs: Infinity });
  }
  return [...ended.values()];
}

function isWireEnd(event: HistoryEvent): event is WireEnd {
  const { kind } = event;
  return kind === 'tap.close-frame' || kind === 'tap.end' || kind === 'tap.closed';
}

/** What ends during a fault that makes zombies may be kept from the server until it has healed, but for its own doing. */
function knownUs(event: WireEnd, windows: readonly FaultWindow[]): number {
  if ('by' in event && event.by === 'server') return event.atUs;
  const on = windows.filter(
    ({ beginUs, healedUs }) => beginUs <= event.atUs && event.atUs <= healedUs,
  );
  return Math.max(event.atUs, ...on.map(({ healedUs }) => healedUs));
}
