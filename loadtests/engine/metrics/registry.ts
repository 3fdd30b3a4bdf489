/** All metrics of one run: built-in and custom ones, their samples and sub-metrics. */

import { wallMs } from '../timers.ts';
import { builtInMetrics, builtInSubMetric } from './built-in.ts';
import type { Sink } from './sink.ts';
import { sinkOf, type MetricType } from './sinks.ts';

export type Tags = Readonly<Record<string, string>>;
export type Contains = 'default' | 'time' | 'data';

/** The samples of a metric whose tags match; exists because a threshold names it. */
export interface SubMetric {
  readonly name: string;
  readonly selector: Tags;
  readonly sink: Sink;
}

export interface Metric {
  readonly name: string;
  readonly type: MetricType;
  readonly contains: Contains;
  readonly sink: Sink;
  readonly subMetrics: SubMetric[];
}

export interface Sample {
  /** Wall time, Unix milliseconds. */
  readonly atMs: number;
  readonly metric: Metric;
  readonly value: number;
  readonly tags: Tags;
  readonly metadata?: Tags;
}

/** Who a sample is of. Tags are asked for only where a sub-metric or an output wants them. */
export interface SampleOrigin {
  /** Tags of the call itself. */
  readonly own?: Tags | undefined;
  allTags(): Tags;
  metadata(): Tags | undefined;
}

const namePattern = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;

export class MetricRegistry {
  readonly #metrics = new Map<string, Metric>();
  readonly #outputs: ((sample: Sample) => void)[] = [];
  /** Takes tags out of every sample, for sub-metrics and outputs. */
  keepTags: (tags: Tags) => Tags = (tags) => tags;
  readonly #taps = new Map<Metric, (value: number, own: Tags | undefined) => void>();

  constructor() {
    for (const { name, type, contains } of builtInMetrics) this.define(name, type, contains);
    const { metric, name, selector } = builtInSubMetric;
    this.select(this.define(metric, 'trend', 'time'), name, selector);
  }

  /** The same name and type give the same metric; another type is an error. */
  define(name: string, type: MetricType, contains: Contains = 'default'): Metric {
    const known = this.#metrics.get(name);
    if (known !== undefined) {
      if (known.type === type) return known;
      throw new Error(`metric \`${name}\` is a ${known.type} already and cannot be a ${type}`);
    }
    if (!namePattern.test(name))
      throw new Error(
        `metric name \`${name}\` must be letters, digits and underscores, at most 128 of them`,
      );
    const metric = { name, type, contains, sink: sinkOf(type), subMetrics: [] };
    this.#metrics.set(name, metric);
    return metric;
  }

  get(name: string): Metric | undefined {
    return this.#metrics.get(name);
  }

  all(): Metric[] {
    return [...this.#metrics.values()];
  }

  /** The sub-metric of this selector, made on first use. */
  select(metric: Metric, name: string, selector: Tags): SubMetric {
    const known = metric.subMetrics.find((sub) => sub.name === name);
    if (known !== undefined) return known;
    const sub = { name, selector, sink: sinkOf(metric.type) };
    metric.subMetrics.push(sub);
    return sub;
  }

  /** Every sample with its full tags: for `--out`. */
  addOutput(output: (sample: Sample) => void): void {
    this.#outputs.push(output);
  }

  /** Samples of one metric with the tags of the call alone: for the harness's reserved metrics. */
  tap(metric: Metric, listen: (value: number, own: Tags | undefined) => void): void {
    this.#taps.set(metric, listen);
  }

  add(metric: Metric, value: number, origin?: SampleOrigin): void {
    metric.sink.add(value);
    if (this.#taps.size > 0) this.#taps.get(metric)?.(value, origin?.own);
    if (metric.subMetrics.length > 0 || this.#outputs.length > 0)
      this.#addTagged(metric, value, origin);
  }

  #addTagged(metric: Metric, value: number, origin: SampleOrigin | undefined): void {
    const tags = this.keepTags(origin?.allTags() ?? {});
    for (const sub of metric.subMetrics) if (matches(tags, sub.selector)) sub.sink.add(value);
    if (this.#outputs.length === 0) return;
    const metadata = origin?.metadata();
    const sample = {
      ...{ atMs: wallMs(), metric, value, tags },
      ...(metadata === undefined ? {} : { metadata }),
    };
    for (const output of this.#outputs) output(sample);
  }
}

function matches(tags: Tags, selector: Tags): boolean {
  for (const [name, value] of Object.entries(selector)) if (tags[name] !== value) return false;
  return true;
}
