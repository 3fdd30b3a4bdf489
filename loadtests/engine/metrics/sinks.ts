/** What is kept of a metric's samples: one sink a type, each in bounded memory. */

import { numberIn, type Sink, type SinkDump, type Values } from './sink.ts';
import { TrendSink } from './trend-sink.ts';

export type MetricType = 'counter' | 'gauge' | 'rate' | 'trend';

/** Aggregates a threshold may use, by metric type; `p(N)` besides, for trends. */
export const aggregatesOf: Readonly<Record<MetricType, readonly string[]>> = {
  counter: ['count', 'rate'],
  gauge: ['value'],
  rate: ['rate'],
  trend: ['avg', 'min', 'max', 'med', 'count'],
};

export class CounterSink implements Sink {
  isEmpty = true;
  count = 0;

  add(value: number): void {
    this.isEmpty = false;
    this.count += value;
  }

  aggregate(name: string, elapsedMs: number): number {
    if (name === 'count') return this.count;
    return elapsedMs > 0 ? this.count / (elapsedMs / 1000) : 0;
  }

  take(): SinkDump {
    const dump = this.isEmpty ? {} : { count: this.count };
    this.count = 0;
    this.isEmpty = true;
    return dump;
  }

  merge(dump: SinkDump): void {
    if ('count' in dump) this.add(numberIn(dump, 'count'));
  }

  values(elapsedMs: number): Values {
    return { count: this.count, rate: this.aggregate('rate', elapsedMs) };
  }
}

export class GaugeSink implements Sink {
  isEmpty = true;
  value = 0;
  min = 0;
  max = 0;

  add(value: number): void {
    this.value = value;
    this.min = this.isEmpty ? value : Math.min(this.min, value);
    this.max = this.isEmpty ? value : Math.max(this.max, value);
    this.isEmpty = false;
  }

  aggregate(): number {
    return this.value;
  }

  take(): SinkDump {
    const { value, min, max } = this;
    const dump = this.isEmpty ? {} : { value, min, max };
    this.isEmpty = true;
    return dump;
  }

  merge(dump: SinkDump): void {
    if (!('value' in dump)) return;
    for (const name of ['min', 'max', 'value']) this.add(numberIn(dump, name));
  }

  values(): Values {
    return { value: this.value, min: this.min, max: this.max };
  }
}

export class RateSink implements Sink {
  passes = 0;
  total = 0;

  get isEmpty(): boolean {
    return this.total === 0;
  }

  add(value: number): void {
    this.total++;
    if (value !== 0) this.passes++;
  }

  take(): SinkDump {
    const { passes, total } = this;
    this.passes = 0;
    this.total = 0;
    return { passes, total };
  }

  merge(dump: SinkDump): void {
    this.passes += numberIn(dump, 'passes');
    this.total += numberIn(dump, 'total');
  }

  aggregate(): number {
    return this.total === 0 ? 0 : this.passes / this.total;
  }

  values(): Values {
    return { rate: this.aggregate(), passes: this.passes, fails: this.total - this.passes };
  }
}

export function sinkOf(type: MetricType): Sink {
  if (type === 'counter') return new CounterSink();
  if (type === 'gauge') return new GaugeSink();
  return type === 'rate' ? new RateSink() : new TrendSink();
}
