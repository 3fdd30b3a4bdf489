/** The server never closes a connection whose client is alive, not even to make room while zombies exist. */

import type { Checker, RunHistory, Violation } from '../contracts/checker.ts';
import type { HistoryEvent } from '../contracts/history.ts';
import { faultWindows, windowsByVictim, type FaultWindow } from './fault-windows.ts';
import { finding } from './findings.ts';
import { judgedUntilUs } from './judged-until.ts';
import { loadStandstills } from './load-standstills.ts';
import { nobodyGotIn } from './nobody-got-in.ts';
import { zombieLedger, type Zombie } from './zombie-ledger.ts';

/** One connection that the server ended first. */
export interface ServerEnding {
  readonly connection: string;
  readonly atUs: number;
  /** `Close 1001`, `FIN`, `RST`. */
  readonly how: string;
  /** A Close code of the application's own (4000–4999): the server announced what it did. */
  readonly announced: boolean;
}

export const liveConnectionsKept: Checker = {
  name: 'live-connections-kept',
  summary: 'the server never closes a connection whose client is alive',
  check: (history) => {
    const { opened, killed, evicted } = countKept(history);
    const standstill = loadStandstills(history);
    const certain = killed.filter(({ atUs }) => standstill(atUs) === undefined);
    const violations = certain.map(({ connection, atUs, how, announced }): Violation => ({
      message: `server ended ${connection} (${how}) though its client was alive${announced ? ' and zombies were still held' : ''}`,
      connection,
      atUs,
    }));
    if (opened === 0) {
      const reason = nobodyGotIn(history) ?? 'no healthy connection was ever open';
      return { outcome: 'unknown', reason };
    }
    if (certain.length === 0 && killed.length > 0) {
      const ms = Math.round(Math.max(...killed.map(({ atUs }) => standstill(atUs) ?? 0)));
      const reason = `the load itself stood still for ${String(ms)} ms when the server ended ${String(killed.length)} of its connections`;
      return { outcome: 'unknown', reason };
    }
    return finding(violations, { healthy: opened, killed: killed.length, evicted: evicted.length });
  },
};

export interface Kept {
  /** Connections that were open and never a victim, or were ended by the server wrongly. */
  readonly opened: number;
  readonly killed: readonly ServerEnding[];
  /** Announced evictions while no zombie was held: allowed. */
  readonly evicted: readonly ServerEnding[];
}

export function countKept(history: RunHistory): Kept {
  const { opened, endings } = followConnections(history);
  const victims = windowsByVictim(faultWindows(history));
  const zombies = zombieLedger(history);
  const graceUs = history.plan.serviceLevel.reclaimWithinMs * 1000;
  const unexcused = endings.filter(({ connection, atUs }) =>
    (victims.get(connection) ?? []).every((window) => !excuses(window, atUs, graceUs)),
  );
  const isEviction = ({ announced, atUs }: ServerEnding): boolean =>
    announced && !zombies.some((zombie) => isHeld(zombie, atUs));
  const killed = unexcused.filter((ending) => !isEviction(ending));
  const healthy = new Set([...opened].filter((connection) => !victims.has(connection)));
  for (const { connection } of killed) healthy.add(connection);
  return { opened: healthy.size, killed, evicted: unexcused.filter(isEviction) };
}

/** A server that has seen its client dead may act on it until as long after the heal as it may take to act. */
function excuses({ beginUs, healedUs }: FaultWindow, atUs: number, graceUs: number): boolean {
  return atUs >= beginUs && atUs <= healedUs + graceUs;
}

/** For certain: it may have gone right after the last look that saw it. */
function isHeld({ provenUs, untilUs, wentUs }: Zombie, atUs: number): boolean {
  const seenUs = Object.values(wentUs).map((went) => went.seenUs);
  return atUs >= provenUs && atUs < Math.min(untilUs, ...seenUs);
}

function followConnections(history: RunHistory): {
  opened: ReadonlySet<string>;
  endings: readonly ServerEnding[];
} {
  const untilUs = judgedUntilUs(history);
  const opened = new Set<string>();
  const open = new Set<string>();
  const endings: ServerEnding[] = [];
  for (const event of history.events) {
    if (event.atUs >= untilUs) break;
    if (event.kind === 'tap.open') {
      opened.add(event.connection);
      open.add(event.connection);
    } else if ('connection' in event && open.has(event.connection)) {
      const ending = serverEnding(event);
      if (ending !== undefined) endings.push(ending);
      if (ending !== undefined || isClientsDoing(event)) open.delete(event.connection);
    }
  }
  return { opened, endings };
}

function serverEnding(event: HistoryEvent): ServerEnding | undefined {
  if (event.kind === 'tap.close-frame' && event.by === 'server') {
    const { connection, atUs, code } = event;
    return { connection, atUs, how: `Close ${code}`, announced: code >= 4000 && code <= 4999 };
  }
  if (event.kind === 'tap.end' && event.by === 'server') {
    const { connection, atUs, how } = event;
    return { connection, atUs, how: how.toUpperCase(), announced: false };
  }
  return undefined;
}

/** The client ended it, began to, or broke the protocol so that the server had to. */
function isClientsDoing(event: HistoryEvent): boolean {
  return event.kind === 'client.vanished' || ('by' in event && event.by === 'client');
}
