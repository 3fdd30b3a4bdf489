/** What `handleSummary` is given, and `--summary-export` writes, in k6's shapes. */

import { isatty } from 'node:tty';
import type { LoadHonesty } from '../load-watch.ts';
import type { Breakdown } from '../metrics/breakdown.ts';
import type { CheckCount, GroupNode } from '../metrics/check-tree.ts';
import type { ThresholdResult } from '../metrics/threshold-set.ts';
import type { RunContext } from '../run/run-context.ts';

export interface SummaryMetric {
  readonly type: string;
  readonly contains: string;
  readonly values: Readonly<Record<string, number>>;
  readonly thresholds?: Readonly<Record<string, { readonly ok: boolean }>> | undefined;
}

export interface SummaryPart {
  /** `SCENARIO: name` or `GROUP: path`. */
  readonly title: string;
  readonly root_group: GroupNode;
  readonly metrics: Readonly<Record<string, SummaryMetric>>;
}

export interface SummaryData {
  readonly root_group: GroupNode;
  readonly options: {
    readonly summaryTrendStats: readonly string[];
    readonly summaryTimeUnit: string;
    readonly noColor: boolean;
  };
  readonly state: {
    readonly testRunDurationMs: number;
    readonly isStdOutTTY: boolean;
    readonly isStdErrTTY: boolean;
  };
  readonly metrics: Readonly<Record<string, SummaryMetric>>;
  /** Of a full summary: each scenario, and each group. */
  readonly parts?: readonly SummaryPart[];
  /** Beyond k6: whether the load itself was as planned. */
  readonly load?: LoadHonesty;
}

export function summaryData(
  context: RunContext,
  result: {
    readonly durationMs: number;
    readonly thresholds: readonly ThresholdResult[];
    readonly load?: LoadHonesty;
    readonly breakdown?: Breakdown | undefined;
  },
): SummaryData {
  const { summaryTrendStats, raw } = context.options;
  const unit = raw['summaryTimeUnit'];
  return {
    root_group: context.checks.root,
    options: {
      summaryTrendStats,
      summaryTimeUnit: typeof unit === 'string' ? unit : '',
      noColor: true,
    },
    state: {
      testRunDurationMs: result.durationMs,
      isStdOutTTY: isatty(1),
      isStdErrTTY: isatty(2),
    },
    metrics: metricsOf(context, result),
    ...(result.breakdown === undefined
      ? {}
      : { parts: partsOf(result.breakdown, result.durationMs, summaryTrendStats) }),
    ...(result.load === undefined ? {} : { load: result.load }),
  };
}

/** Metrics with samples or thresholds, sub-metrics after their parents. */
function metricsOf(
  { metrics, options }: RunContext,
  { durationMs, thresholds }: Parameters<typeof summaryData>[1],
): Record<string, SummaryMetric> {
  const found: Record<string, SummaryMetric> = {};
  for (const metric of metrics.all()) {
    const { type, contains } = metric;
    for (const { name, sink } of [metric, ...metric.subMetrics]) {
      const judged = thresholds.filter((threshold) => threshold.metric === name);
      if (sink.isEmpty && judged.length === 0) continue;
      const values = sink.values(durationMs, options.summaryTrendStats);
      const oks = judged.map(({ expression, ok }) => [expression, { ok }] as const);
      const thresholdsOf = judged.length === 0 ? undefined : Object.fromEntries(oks);
      found[name] = {
        ...{ type, contains, values },
        ...(thresholdsOf === undefined ? {} : { thresholds: thresholdsOf }),
      };
    }
  }
  return found;
}

function partsOf(
  breakdown: Breakdown,
  durationMs: number,
  trendStats: readonly string[],
): SummaryPart[] {
  return breakdown.parts().map(({ kind, name, checks, sinks }) => ({
    title: `${kind.toUpperCase()}: ${name}`,
    root_group: checks.root,
    metrics: Object.fromEntries(
      [...sinks].map(([metric, sink]) => {
        const { type, contains } = metric;
        return [metric.name, { type, contains, values: sink.values(durationMs, trendStats) }];
      }),
    ),
  }));
}

/** The flat shape of `--summary-export`: in its `thresholds`, `true` means failed. */
export function exportedSummary(data: SummaryData): object {
  const metrics = Object.entries(data.metrics).map(([name, { type, values, thresholds }]) => {
    const { rate, ...rest } = values;
    const flat = type === 'rate' ? { ...rest, value: rate } : values;
    const failed = Object.entries(thresholds ?? {}).map(([source, { ok }]) => [source, !ok]);
    const more =
      thresholds === undefined ? {} : { thresholds: Object.fromEntries(failed) as object };
    return [name, { ...flat, ...more }];
  });
  return {
    root_group: exportedGroup(data.root_group),
    metrics: Object.fromEntries(metrics) as object,
    ...(data.load === undefined ? {} : { load: data.load }),
  };
}

function exportedGroup({ name, path, groups, checks }: GroupNode): object {
  const byName = <Item extends { readonly name: string }>(
    items: readonly Item[],
    shape: (item: Item) => object,
  ): object => Object.fromEntries(items.map((item) => [item.name, shape(item)]));
  return {
    name,
    path,
    groups: byName(groups, exportedGroup),
    checks: byName(checks, (check: CheckCount) => ({ ...check })),
  };
}
