/** A sample as a line between a worker and its coordinator. */

import type { Contains, Metric, Sample } from '../metrics/registry.ts';
import type { MetricType } from '../metrics/sinks.ts';

type SampleLine = Omit<Sample, 'metric'> & {
  readonly metric: Pick<Metric, 'name' | 'type' | 'contains'>;
};
/** Everything from before that has been sent. */
type ReachedLine = Pick<Sample, 'atMs'>;

export function sampleLine({ metric: { name, type, contains }, ...sample }: Sample): string {
  return `${JSON.stringify({ ...sample, metric: { name, type, contains } } satisfies SampleLine)}\n`;
}

export const reachedLine = (atMs: number): string =>
  `${JSON.stringify({ atMs } satisfies ReachedLine)}\n`;

/** The sample of a line without its end, or the time it has reached. `define` gives the metric of that name. */
export function readLine(
  line: string,
  define: (name: string, type: MetricType, contains: Contains) => Metric,
): Sample | number {
  const read = JSON.parse(line) as SampleLine | ReachedLine;
  if (!('metric' in read)) return read.atMs;
  const { name, type, contains } = read.metric;
  return { ...read, metric: define(name, type, contains) };
}
