/** The connections of a run for the page's script: JSON, gzipped, as base64, so that thousands fit into a report. */

import { gzipSync } from 'node:zlib';
import { cohortOf } from '../../contracts/connection-id.ts';
import type { ReportInput } from '../../contracts/reporter.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import type { Zombie } from '../facts/zombies.ts';
import { duration, moment } from './words.ts';

/** Connections in a report; those with something to tell come first. */
export const maxConnections = 3000;

/** What `page.client.js` reads. */
export interface PackedConnection {
  readonly id: string;
  readonly cohort: string;
  /** `never`, `late`, `reclaimed`, `killed`, `kept`, or `hit` (by a fault that makes no zombies). */
  readonly fate: string;
  readonly fault: string;
  /** Why it was or wasn't reclaimed, in a sentence. */
  readonly why: string;
  /** Milliseconds of the run, ledger (`c`, `t`, `s`, `f`), text. */
  readonly steps: readonly (readonly [number, string, string])[];
  readonly left: number;
}

export interface Packed {
  readonly base64: string;
  /** Connections that did not get in. */
  readonly left: number;
}

const rank: Readonly<Record<string, number>> = {
  never: 0,
  killed: 1,
  late: 2,
  unjudged: 3,
  reclaimed: 4,
  hit: 5,
  kept: 7,
};

export function packConnections(input: ReportInput, facts: RunFacts): Packed {
  const all = readConnections(input, facts);
  const shown = all
    .toSorted((one, other) => (rank[one.fate] ?? 6) - (rank[other.fate] ?? 6))
    .slice(0, maxConnections);
  const base64 = gzipSync(JSON.stringify(shown)).toString('base64');
  return { base64, left: all.length - shown.length };
}

export function readConnections(
  { history: { plan } }: ReportInput,
  facts: RunFacts,
): readonly PackedConnection[] {
  const zombies = new Map(facts.zombies.map((zombie) => [zombie.connection, zombie]));
  const killed = new Set(facts.healthy.killed);
  const hits = new Map(
    facts.faults.flatMap(({ id, inject, victims }) =>
      victims.map((victim) => [victim, `${id} ${inject}`] as const),
    ),
  );
  return [...facts.ladders].map(([id, { steps, left }]) => {
    const zombie = zombies.get(id);
    const fault = hits.get(id) ?? '';
    const other = killed.has(id) ? 'killed' : fault === '' ? 'kept' : 'hit';
    return {
      id,
      cohort: cohortOf(id),
      fate: zombie?.fate ?? other,
      fault,
      why:
        zombie === undefined
          ? (reasons[other] ?? '')
          : whyOf(zombie, plan.serviceLevel.reclaimWithinMs, plan.serviceLevel.judge),
      steps: steps.map(({ ms, ledger, text }) => [
        Math.round(ms * 10) / 10,
        ledger.charAt(0),
        text,
      ]),
      left,
    };
  });
}

const reasons: Readonly<Record<string, string>> = {
  killed: 'No fault touched it, and the server closed it first.',
  kept: 'No fault touched it, and the server did not close it first.',
  hit: 'A fault hit it that makes no zombies, or that was never proven on it.',
};

function whyOf(
  { proofMs, fate, reclaim, untilMs, seenMs = 0 }: Zombie,
  withinMs: number,
  judge: keyof Zombie['reclaim'],
): string {
  const dead = `Proven dead at ${moment(proofMs)}; due by ${moment(proofMs + withinMs)}`;
  const tookMs = reclaim[judge];
  if (tookMs === undefined) {
    const until = Number.isFinite(untilMs) ? moment(untilMs) : 'the run ended';
    const short = fate === 'unjudged' ? ': not judged, it had less time than it is granted' : '';
    return `${dead}; not reclaimed until ${until}, when judging ended${short}.`;
  }
  const done = `${dead}; reclaimed at ${moment(proofMs + tookMs)}, after ${duration(tookMs)}`;
  if (fate === 'late') return `${done}: too late.`;
  if (fate === 'reclaimed') return `${done}.`;
  return `${done}: not judged, for nobody had looked for ${duration(tookMs - seenMs)}.`;
}
