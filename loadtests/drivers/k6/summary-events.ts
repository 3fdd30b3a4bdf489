/** The file of `--summary-export` as history events: what each metric came to, and which thresholds held. */

import type { LoadEvent } from '../../../harness/contracts/history.ts';

type Values = Readonly<Record<string, unknown>>;
type MetricType = 'counter' | 'gauge' | 'rate' | 'trend';

/**
 * `kinds` are the types the stream of samples named. Metrics of an unknown type are told by their values' names.
 * A file that is no summary gives no events.
 */
export function summaryEvents(
  text: string,
  kinds: ReadonlyMap<string, string>,
  atUs: number,
): readonly LoadEvent[] {
  return Object.entries(metricsOf(text)).flatMap(([metric, values]) => [
    metricEvent(metric, values, { kinds, atUs }),
    ...thresholdEvents(metric, values['thresholds'], atUs),
  ]);
}

function metricsOf(text: string): Readonly<Record<string, Values>> {
  try {
    const { metrics } = JSON.parse(text) as { metrics?: Readonly<Record<string, Values>> };
    return metrics ?? {};
  } catch {
    return {};
  }
}

function metricEvent(
  metric: string,
  all: Values,
  { kinds, atUs }: { kinds: ReadonlyMap<string, string>; atUs: number },
): LoadEvent {
  const numbers = Object.entries(all).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  );
  const values = Object.fromEntries(numbers);
  const type = metricType(kinds.get(metric.replace(/\{.*/, '')), values);
  if (type !== 'rate') return { kind: 'load.metric', metric, type, values, atUs };
  const { value = 0, ...rest } = values;
  return { kind: 'load.metric', metric, type, values: { rate: value, ...rest }, atUs };
}

const metricTypes: readonly string[] = ['counter', 'gauge', 'rate', 'trend'];

function metricType(
  named: string | undefined,
  values: Readonly<Record<string, number>>,
): MetricType {
  if (named !== undefined && metricTypes.includes(named)) return named as MetricType;
  if ('passes' in values) return 'rate';
  if ('avg' in values || 'med' in values) return 'trend';
  return 'count' in values ? 'counter' : 'gauge';
}

/** In this file, `true` says that the threshold failed. */
function thresholdEvents(metric: string, thresholds: unknown, atUs: number): readonly LoadEvent[] {
  if (typeof thresholds !== 'object' || thresholds === null) return [];
  return Object.entries(thresholds as Record<string, unknown>).map(([expression, failed]) => ({
    kind: 'load.threshold',
    metric,
    expression,
    ok: failed !== true,
    atUs,
  }));
}
