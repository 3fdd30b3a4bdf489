/** What the server's process held, second by second, as the kernel counted it. */

import type { RunHistory } from '../../contracts/checker.ts';
import type { Timeline } from './timeline.ts';
import type { Point } from './step-series.ts';

export interface ResourceSeries {
  readonly descriptors: readonly Point[];
  readonly residentMB: readonly Point[];
  readonly threads: readonly Point[];
}

/** All empty where the server's process could not be seen. */
export function readResources({ events }: RunHistory, { toMs }: Timeline): ResourceSeries {
  const samples = events.filter((event) => event.kind === 'target.resources');
  const series = (of: 'descriptors' | 'residentMB' | 'threads'): readonly Point[] =>
    samples.map((sample) => ({ ms: toMs(sample.atUs), value: sample[of] }));
  return {
    descriptors: series('descriptors'),
    residentMB: series('residentMB'),
    threads: series('threads'),
  };
}
