/** The run's own time axis: milliseconds after its start. */

import type { RunHistory } from '../../contracts/checker.ts';
import type { HistoryEvent } from '../../contracts/history.ts';
import type { PlannedPhase } from '../../contracts/plan.ts';

export interface Timeline {
  readonly startUs: number;
  /** Length of the run. */
  readonly endMs: number;
  /** Wall time of the start (ISO 8601), a label. */
  readonly wallTime: string;
  /** Those that were reached; where the run was cut short, the last one ends with it. */
  readonly phases: readonly PlannedPhase[];
  /** When the baseline began: the moment the plan counts from. */
  readonly planStartMs: number;
  readonly toMs: (atUs: number) => number;
}

export function readTimeline({ plan, events }: RunHistory): Timeline {
  const start = events.find((event) => event.kind === 'run.start');
  const startUs = start?.atUs ?? events[0]?.atUs ?? 0;
  const toMs = (atUs: number): number => (atUs - startUs) / 1000;
  const lastMs = toMs(events.at(-1)?.atUs ?? startUs);
  const planStartMs = edge(events, { kind: 'phase.begin', phase: 'baseline', toMs }) ?? 0;
  const lived = ({ name, beginMs, endMs }: PlannedPhase): PlannedPhase => ({
    name,
    beginMs: edge(events, { kind: 'phase.begin', phase: name, toMs }) ?? planStartMs + beginMs,
    endMs:
      edge(events, { kind: 'phase.end', phase: name, toMs }) ??
      Math.min(planStartMs + endMs, lastMs),
  });
  return {
    startUs,
    endMs: Math.max(1, lastMs),
    wallTime: start?.wallTime ?? '',
    phases: plan.phases.map(lived).filter(({ beginMs }) => beginMs < lastMs),
    planStartMs,
    toMs,
  };
}

function edge(
  events: readonly HistoryEvent[],
  of: {
    readonly kind: 'phase.begin' | 'phase.end';
    readonly phase: string;
    readonly toMs: (atUs: number) => number;
  },
): number | undefined {
  const found = events.find((event) => event.kind === of.kind && event.phase === of.phase);
  return found === undefined ? undefined : of.toMs(found.atUs);
}
