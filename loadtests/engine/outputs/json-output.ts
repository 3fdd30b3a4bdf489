/** `--out json=FILE`: one JSON object a line, k6's `Metric` and `Point`. */

import type { Metric, Sample } from '../metrics/registry.ts';
import type { RawOptions } from '../options/test-options.ts';

/** Turns samples into lines; each metric is described before its first point. */
export class JsonLines {
  readonly #thresholds: Readonly<Record<string, unknown>>;
  readonly #described = new Set<Metric>();

  constructor(options: RawOptions) {
    this.#thresholds = (options['thresholds'] ?? {}) as Readonly<Record<string, unknown>>;
  }

  linesFor({ atMs, metric, value, tags, metadata }: Sample): string {
    const { name } = metric;
    const head = this.#described.has(metric) ? '' : this.#describe(metric);
    const time = new Date(atMs).toISOString();
    const data = { time, value, tags, ...(metadata === undefined ? {} : { metadata }) };
    return `${head}${JSON.stringify({ metric: name, type: 'Point', data })}\n`;
  }

  #describe(metric: Metric): string {
    this.#described.add(metric);
    const { name, type, contains } = metric;
    const data = { name, type, contains, thresholds: this.#sources(name), submetrics: null };
    return `${JSON.stringify({ type: 'Metric', data, metric: name })}\n`;
  }

  #sources(name: string): string[] {
    const list = this.#thresholds[name];
    const entries: unknown[] = Array.isArray(list) ? list : list === undefined ? [] : [list];
    return entries.map((entry) =>
      typeof entry === 'object' && entry !== null && 'threshold' in entry
        ? String(entry.threshold)
        : String(entry),
    );
  }
}
