/** Each planned fault against what became of it: when it began, what proved it, how it was undone. */

import type { RunHistory } from '../../contracts/checker.ts';
import type { EventOf, HistoryEvent } from '../../contracts/history.ts';
import type { PlannedFault } from '../../contracts/plan.ts';
import type { Timeline } from './timeline.ts';

export interface FaultFacts {
  readonly id: string;
  readonly inject: string;
  readonly planned: PlannedFault;
  /** Planned times on the run's own axis. */
  readonly plannedMs: { readonly begin: number; readonly heal: number };
  /** Connection ids hit. */
  readonly victims: readonly string[];
  /** Those in which victims came back and were hit again. */
  readonly joined: readonly string[];
  readonly beginMs?: number;
  readonly proofs: readonly {
    readonly ms: number;
    readonly victims: readonly string[];
    readonly witness: string;
    readonly facts: Readonly<Record<string, unknown>>;
    readonly zombies: boolean;
  }[];
  readonly unproven: readonly { readonly victims: readonly string[]; readonly reason: string }[];
  readonly healMs?: number;
  readonly healed?: {
    readonly ms: number;
    readonly how: string;
    readonly tookMs: number;
    readonly clean: boolean;
  };
}

export function readFaults(history: RunHistory, timeline: Timeline): readonly FaultFacts[] {
  const ofFaults = history.events.filter((event): event is OfFault => 'fault' in event);
  const byFault = Map.groupBy(ofFaults, ({ fault }) => fault);
  return history.plan.faults.map((planned) =>
    faultFacts(planned, byFault.get(planned.id) ?? [], timeline),
  );
}

type OfFault = Extract<HistoryEvent, { readonly fault: string }>;

function faultFacts(
  planned: PlannedFault,
  events: readonly OfFault[],
  { toMs, planStartMs }: Timeline,
): FaultFacts {
  const begin = events.find((event) => event.kind === 'fault.begin');
  const heal = events.find((event) => event.kind === 'fault.heal');
  const healed = events.find((event) => event.kind === 'fault.healed');
  return {
    id: planned.id,
    inject: planned.inject,
    planned,
    plannedMs: { begin: planStartMs + planned.beginMs, heal: planStartMs + planned.healMs },
    victims: begin?.victims ?? [],
    joined: events.flatMap((event) => (event.kind === 'fault.joined' ? event.victims : [])),
    ...(begin === undefined ? {} : { beginMs: toMs(begin.atUs) }),
    proofs: events
      .filter((event): event is EventOf<'fault.proof'> => event.kind === 'fault.proof')
      .map(({ atUs, victims, witness, facts, zombies }) => ({
        ms: toMs(atUs),
        victims,
        witness,
        facts,
        zombies,
      })),
    unproven: events
      .filter((event): event is EventOf<'fault.unproven'> => event.kind === 'fault.unproven')
      .map(({ victims, reason }) => ({ victims, reason })),
    ...(heal === undefined ? {} : { healMs: toMs(heal.atUs) }),
    ...(healed === undefined ? {} : { healed: { ...undone(healed), ms: toMs(healed.atUs) } }),
  };
}

function undone({ how, tookMs, clean }: EventOf<'fault.healed'>): {
  how: string;
  tookMs: number;
  clean: boolean;
} {
  return { how, tookMs, clean };
}
