/** Was the load what was planned, and was the load engine itself the bottleneck? */

import type { RunHistory } from '../../contracts/checker.ts';
import type { EventOf } from '../../contracts/history.ts';
import type { Timeline } from './timeline.ts';

export interface LoadSample {
  readonly ms: number;
  readonly plannedStarts: number;
  readonly achievedStarts: number;
  readonly dropped: number;
  readonly usersActive: number;
  readonly loopDelayP99Ms: number;
  readonly loopDelayMaxMs: number;
}

export interface LoadFacts {
  readonly samples: readonly LoadSample[];
  readonly plannedStarts: number;
  readonly achievedStarts: number;
  readonly dropped: number;
  readonly loopDelayP99Ms: number;
  readonly loopDelayMaxMs: number;
  readonly thresholds: readonly EventOf<'load.threshold'>[];
  /** Latest figures of each metric of the script. */
  readonly metrics: readonly EventOf<'load.metric'>[];
}

export function readLoad({ events }: RunHistory, { toMs }: Timeline): LoadFacts {
  const samples = events
    .filter((event): event is EventOf<'load.sample'> => event.kind === 'load.sample')
    .map(({ atUs, ...sample }) => ({ ...sample, ms: toMs(atUs) }));
  const latest = new Map<string, EventOf<'load.metric'>>();
  const thresholds = new Map<string, EventOf<'load.threshold'>>();
  for (const event of events) {
    if (event.kind === 'load.metric') latest.set(event.metric, event);
    if (event.kind === 'load.threshold') {
      thresholds.set(`${event.metric} ${event.expression}`, event);
    }
  }
  const last = samples.at(-1);
  const highest = (pick: (sample: LoadSample) => number): number =>
    samples.reduce((high, sample) => Math.max(high, pick(sample)), 0);
  return {
    samples,
    plannedStarts: last?.plannedStarts ?? 0,
    achievedStarts: last?.achievedStarts ?? 0,
    dropped: last?.dropped ?? 0,
    loopDelayP99Ms: highest((sample) => sample.loopDelayP99Ms),
    loopDelayMaxMs: highest((sample) => sample.loopDelayMaxMs),
    thresholds: [...thresholds.values()],
    metrics: [...latest.values()].sort((one, other) => one.metric.localeCompare(other.metric)),
  };
}
