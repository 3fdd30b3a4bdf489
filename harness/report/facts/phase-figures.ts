/** The same figures before, during and after the faults, to be set side by side. */

import type { RunHistory } from '../../contracts/checker.ts';
import type { HistoryEvent } from '../../contracts/history.ts';
import type { Attempt } from './connects.ts';
import type { LoadSample } from './load.ts';
import { quantile } from './quantile.ts';
import type { Timeline } from './timeline.ts';

export interface PhaseFigures {
  readonly phase: string;
  readonly seconds: number;
  readonly connects: number;
  readonly connectP95Ms: number | null;
  readonly refused: number;
  readonly reconnects: number;
  readonly closedByServer: number;
  readonly withheld: number;
  readonly gaps: number;
  readonly removedByCleanup: number;
  readonly loopDelayMaxMs: number | null;
}

export function readPhaseFigures(
  { events }: RunHistory,
  of: {
    readonly timeline: Timeline;
    readonly attempts: readonly Attempt[];
    readonly samples: readonly LoadSample[];
  },
): readonly PhaseFigures[] {
  const { timeline } = of;
  const closings = endedByServer(events).map((atUs) => ({ ms: timeline.toMs(atUs) }));
  return timeline.phases.map(({ name, beginMs, endMs }) => {
    const within = ({ ms }: { readonly ms: number }): boolean => beginMs <= ms && ms < endMs;
    const inPhase = events.filter(({ atUs }) => within({ ms: timeline.toMs(atUs) }));
    const attempts = of.attempts.filter(within);
    const delays = of.samples.filter(within).map(({ loopDelayMaxMs }) => loopDelayMaxMs);
    const count = (matches: (event: HistoryEvent) => boolean): number =>
      inPhase.filter(matches).length;
    return {
      phase: name,
      seconds: (endMs - beginMs) / 1000,
      connects: attempts.filter(({ outcome }) => outcome === 'open').length,
      connectP95Ms: quantile(
        attempts.flatMap(({ tookMs }) => tookMs ?? []),
        95,
      ),
      refused: attempts.filter(({ outcome }) => outcome === 'refused').length,
      reconnects: attempts.filter(({ again }) => again).length,
      closedByServer: closings.filter(within).length,
      withheld: count(({ kind }) => kind === 'tap.withheld'),
      gaps: count(({ kind }) => kind === 'client.gap'),
      removedByCleanup: inPhase.reduce(
        (sum, event) => sum + (event.kind === 'target.cleanup' ? event.removed : 0),
        0,
      ),
      loopDelayMaxMs: quantile(delays, 100),
    };
  });
}

/** When the server ended each connection that nobody had ended before it. */
function endedByServer(events: readonly HistoryEvent[]): readonly number[] {
  const ended = new Set<string>();
  return events.flatMap((event) => {
    const ends =
      event.kind === 'tap.close-frame' ||
      event.kind === 'tap.end' ||
      event.kind === 'client.vanished';
    if (!ends || ended.has(event.connection)) return [];
    ended.add(event.connection);
    return event.kind !== 'client.vanished' && event.by === 'server' ? [event.atUs] : [];
  });
}
