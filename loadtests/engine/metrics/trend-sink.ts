/**
 * Samples of a trend: exact up to `exactSamples`, from then on a log-linear histogram whose percentiles are
 * within 0.4 % of the sample (minimum, maximum, average and count stay exact). Memory stays bounded in soaks.
 */

import { numberIn, type Sink, type SinkDump, type Values } from './sink.ts';

const exactSamples = 8192;
/** 128 steps an octave: 2 ** (1 / 128) − 1 = 0.54 % between neighbours, half of it to the middle. */
const stepsPerOctave = 128;
const octaveMin = -20;
const octaveMax = 44;
const buckets = (octaveMax - octaveMin) * stepsPerOctave;
const nothing = new Float64Array(0);

export class TrendSink implements Sink {
  count = 0;
  #sum = 0;
  #min = 0;
  #max = 0;
  #samples: Float64Array | null = new Float64Array(16);
  #isSorted = false;
  /** Positive values, then negative ones by size; zero has a count of its own. */
  #positive: Float64Array | null = null;
  #negative: Float64Array | null = null;
  #zeros = 0;

  get isEmpty(): boolean {
    return this.count === 0;
  }

  /** Whether percentiles are of the samples themselves. */
  get isExact(): boolean {
    return this.#samples !== null;
  }

  add(value: number): void {
    this.#min = this.count === 0 || value < this.#min ? value : this.#min;
    this.#max = this.count === 0 || value > this.#max ? value : this.#max;
    this.#sum += value;
    if (this.#samples === null) this.#count(value);
    else this.#keep(this.#samples, value);
    this.count++;
  }

  aggregate(name: string): number {
    switch (name) {
      case 'avg':
        return this.count === 0 ? 0 : this.#sum / this.count;
      case 'min':
        return this.#min;
      case 'max':
        return this.#max;
      case 'med':
        return this.percentile(50);
      case 'count':
        return this.count;
      default:
        return this.percentile(percentOf(name) ?? 0);
    }
  }

  values(_elapsedMs: number, trendStats: readonly string[]): Values {
    return Object.fromEntries(trendStats.map((name) => [name, this.aggregate(name)]));
  }

  /** The samples themselves while they are exact; bucket numbers and counts afterwards. */
  take(): SinkDump {
    const common = { count: this.count, sum: this.#sum, min: this.#min, max: this.#max };
    const dump =
      this.#samples === null
        ? {
            ...common,
            zeros: this.#zeros,
            positive: sparse(this.#positive),
            negative: sparse(this.#negative),
          }
        : { ...common, samples: [...this.#samples.subarray(0, this.count)] };
    this.count = 0;
    this.#sum = 0;
    this.#zeros = 0;
    this.#samples = new Float64Array(16);
    this.#positive = null;
    this.#negative = null;
    return dump;
  }

  merge(dump: SinkDump): void {
    if (numberIn(dump, 'count') === 0) return;
    if ('samples' in dump) {
      for (const value of dump['samples'] as readonly number[]) this.add(value);
      return;
    }
    if (this.#samples !== null) this.#becomeHistogram(this.#samples);
    const isFirst = this.count === 0;
    this.#min = isFirst ? numberIn(dump, 'min') : Math.min(this.#min, numberIn(dump, 'min'));
    this.#max = isFirst ? numberIn(dump, 'max') : Math.max(this.#max, numberIn(dump, 'max'));
    this.#sum += numberIn(dump, 'sum');
    this.count += numberIn(dump, 'count');
    this.#zeros += numberIn(dump, 'zeros');
    addSparse((this.#positive ??= new Float64Array(buckets)), dump['positive']);
    addSparse((this.#negative ??= new Float64Array(buckets)), dump['negative']);
  }

  /** Linear interpolation between the two nearest ranks, as k6 does it; 0 without samples. */
  percentile(percent: number): number {
    if (this.count === 0) return 0;
    const rank = (percent / 100) * (this.count - 1);
    const below = this.#atRank(Math.floor(rank));
    const above = this.#atRank(Math.ceil(rank));
    return below + (above - below) * (rank - Math.floor(rank));
  }

  #keep(samples: Float64Array, value: number): void {
    let room = samples;
    if (this.count === exactSamples) {
      this.#becomeHistogram(samples);
      this.#count(value);
      return;
    }
    if (this.count === samples.length) {
      room = new Float64Array(samples.length * 2);
      room.set(samples);
      this.#samples = room;
    }
    room[this.count] = value;
    this.#isSorted = false;
  }

  #becomeHistogram(samples: Float64Array): void {
    this.#samples = null;
    this.#positive = new Float64Array(buckets);
    for (const sample of samples.subarray(0, this.count)) this.#count(sample);
  }

  #count(value: number): void {
    if (value === 0) {
      this.#zeros++;
      return;
    }
    if (value < 0) this.#negative ??= new Float64Array(buckets);
    const counts = value < 0 ? this.#negative : this.#positive;
    const index = bucketOf(Math.abs(value));
    if (counts !== null) counts[index] = (counts[index] ?? 0) + 1;
  }

  #atRank(rank: number): number {
    if (this.#samples === null) return this.#estimateAt(rank);
    if (!this.#isSorted) {
      this.#samples.subarray(0, this.count).sort();
      this.#isSorted = true;
    }
    return this.#samples[rank] ?? 0;
  }

  #estimateAt(rank: number): number {
    if (rank === 0) return this.#min;
    if (rank === this.count - 1) return this.#max;
    return Math.min(this.#max, Math.max(this.#min, this.#valueAt(rank)));
  }

  /** Not by a generator: eight thousand buckets, several percentiles, every two seconds. */
  #valueAt(rank: number): number {
    let left = rank;
    const negative = this.#negative ?? nothing;
    for (let i = negative.length - 1; i >= 0; i--) {
      left -= negative[i] ?? 0;
      if (left < 0) return -middleOf(i);
    }
    left -= this.#zeros;
    if (left < 0) return 0;
    const positive = this.#positive ?? nothing;
    for (let i = 0; i < positive.length; i++) {
      left -= positive[i] ?? 0;
      if (left < 0) return middleOf(i);
    }
    return this.#max;
  }
}

/** `p(99.9)` → 99.9; undefined for anything else. */
export function percentOf(name: string): number | undefined {
  const match = /^p\(\s*(-?\d+(?:\.\d+)?)\s*\)$/.exec(name);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

function bucketOf(size: number): number {
  const index = Math.floor((Math.log2(size) - octaveMin) * stepsPerOctave);
  return Math.min(buckets - 1, Math.max(0, index));
}

function middleOf(index: number): number {
  return 2 ** (octaveMin + (index + 0.5) / stepsPerOctave);
}

/** Bucket, count, bucket, count, … of those that hold something. */
function sparse(counts: Float64Array | null): number[] {
  const pairs: number[] = [];
  for (const [bucket, count] of (counts ?? []).entries()) if (count > 0) pairs.push(bucket, count);
  return pairs;
}

function addSparse(counts: Float64Array, pairs: number | readonly number[] | undefined): void {
  if (!Array.isArray(pairs)) return;
  const list = pairs as readonly number[];
  for (let i = 0; i + 1 < list.length; i += 2) {
    const bucket = list[i] ?? 0;
    counts[bucket] = (counts[bucket] ?? 0) + (list[i + 1] ?? 0);
  }
}
