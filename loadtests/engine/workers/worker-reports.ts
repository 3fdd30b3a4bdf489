/** Metrics and checks on their way from a worker to the coordinator: exact, because only sums travel. */

import type { RunContext } from '../run/run-context.ts';
import type { WorkerReport } from './worker-messages.ts';

/** Sampled by the coordinator, over all workers. */
const coordinatorsOwn = new Set(['vus', 'vus_max']);

export function takeReport(
  context: RunContext,
  marks: Pick<WorkerReport, 'abortedBy' | 'isMarkedFailed' | 'seconds' | 'log'>,
): WorkerReport {
  const metrics = context.metrics
    .all()
    .filter(({ name, sink }) => !sink.isEmpty && !coordinatorsOwn.has(name))
    .map(({ name, type, contains, sink, subMetrics }) => ({
      ...{ name, type, contains, dump: sink.take() },
      subMetrics: subMetrics.map((sub) => ({ name: sub.name, dump: sub.sink.take() })),
    }));
  const checks = context.checks.all().map((check) => {
    const { name, path, passes, fails } = check;
    check.passes = 0;
    check.fails = 0;
    return { name, group: path.slice(0, path.length - name.length - 2), passes, fails };
  });
  return { counts: { ...context.counts }, metrics, checks, ...marks };
}

export function mergeReport(context: RunContext, report: WorkerReport): void {
  for (const { name, type, contains, dump, subMetrics } of report.metrics) {
    const metric = context.metrics.define(name, type, contains);
    metric.sink.merge(dump);
    for (const sub of subMetrics)
      metric.subMetrics.find((known) => known.name === sub.name)?.sink.merge(sub.dump);
  }
  for (const { group, name, passes, fails } of report.checks) {
    const check = context.checks.at(group, name);
    check.passes += passes;
    check.fails += fails;
  }
}

/** What all workers together have done, into the coordinator's counts. */
export function sumCounts(context: RunContext, reports: readonly WorkerReport[]): void {
  const names = Object.keys(context.counts) as (keyof RunContext['counts'])[];
  for (const name of names)
    context.counts[name] = reports.reduce((sum, { counts }) => sum + counts[name], 0);
}
