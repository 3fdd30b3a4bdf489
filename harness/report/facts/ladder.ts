/** The life of each connection as the three ledgers tell it, one step a fact. */

import type { RunHistory } from '../../contracts/checker.ts';
import type { HistoryEvent } from '../../contracts/history.ts';
import { describeEvent, type Ledger } from './describe-event.ts';
import type { Timeline } from './timeline.ts';

export interface Step {
  readonly ms: number;
  readonly ledger: Ledger;
  readonly text: string;
}

/** Steps of a connection beyond this are left out of a ladder; the history keeps them all. */
export const maxSteps = 60;

export interface Ladder {
  readonly connection: string;
  readonly steps: readonly Step[];
  /** How many steps were left out. */
  readonly left: number;
}

/** By connection id, in the order of first sight. */
export function readLadders(
  { events }: RunHistory,
  { toMs }: Timeline,
): ReadonlyMap<string, Ladder> {
  const all = new Map<string, Step[]>();
  const folds = new Map<string, { kind: string; at: number; count: number }>();
  const add = (connection: string, event: HistoryEvent): void => {
    const told = describeEvent(event);
    if (told === undefined) return;
    const steps = all.get(connection) ?? [];
    all.set(connection, steps);
    const fold = folds.get(connection);
    const repeats = fold?.kind === event.kind && told.folds === true;
    const count = repeats ? fold.count + 1 : 1;
    const text = count > 1 ? `${told.text} (${count} in a row, last shown)` : told.text;
    const step = { ms: toMs(event.atUs), ledger: told.ledger, text };
    if (repeats) steps[fold.at] = step;
    else steps.push(step);
    folds.set(connection, { kind: event.kind, at: steps.length - 1, count });
  };
  const seen = new Set<string>();
  for (const event of events) {
    if ('connection' in event) add(event.connection, event);
    else if ('victims' in event) for (const victim of event.victims) add(victim, event);
    else if (event.kind === 'census') noteCensus(event.connections ?? [], seen, { add, event });
  }
  return new Map([...all].map(([connection, steps]) => [connection, cut(connection, steps)]));
}

function noteCensus(
  connections: readonly { readonly connection: string }[],
  seen: Set<string>,
  { add, event }: { add: (connection: string, event: HistoryEvent) => void; event: HistoryEvent },
): void {
  for (const { connection } of connections) {
    if (seen.has(connection)) continue;
    seen.add(connection);
    add(connection, event);
  }
}

function cut(connection: string, steps: readonly Step[]): Ladder {
  if (steps.length <= maxSteps) return { connection, steps, left: 0 };
  const half = maxSteps / 2;
  return {
    connection,
    steps: [...steps.slice(0, half), ...steps.slice(-half)],
    left: steps.length - maxSteps,
  };
}
