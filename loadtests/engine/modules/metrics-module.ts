/** `k6/metrics`: custom metrics. */

import type { Metric, SampleOrigin, Tags } from '../metrics/registry.ts';
import type { MetricType } from '../metrics/sinks.ts';
import type { VirtualUser } from '../user/virtual-user.ts';

/** A custom metric as one user's script holds it. */
class ScriptMetric {
  readonly name: string;
  readonly #metric: Metric;
  readonly #user: VirtualUser;

  constructor(user: VirtualUser, metric: Metric) {
    this.name = metric.name;
    this.#metric = metric;
    this.#user = user;
  }

  add(value: unknown, tags?: unknown): void {
    const { context, phase } = this.#user;
    if (phase === 'init') throw new Error('samples cannot be added in the init context');
    const number = typeof value === 'boolean' ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isFinite(number)) {
      const text = `metric \`${this.name}\`: ${String(value)} is not a number`;
      if (context.options.throws) throw new TypeError(text);
      context.log('warn', text);
      return;
    }
    if (tags === undefined || tags === null) context.metrics.add(this.#metric, number, this.#user);
    else context.metrics.add(this.#metric, number, new TaggedOrigin(this.#user, textsOf(tags)));
  }
}

/** A user's sample with tags of its own. */
export class TaggedOrigin implements SampleOrigin {
  readonly own: Tags;
  readonly #user: VirtualUser;

  constructor(user: VirtualUser, own: Tags) {
    this.#user = user;
    this.own = own;
  }

  allTags(): Tags {
    return { ...this.#user.allTags(), ...this.own };
  }

  metadata(): Tags | undefined {
    return this.#user.metadata();
  }
}

export function textsOf(raw: unknown): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(raw as object)) texts[name] = String(value);
  return texts;
}

export function metricsModule(user: VirtualUser): Record<string, unknown> {
  const classOf = (type: MetricType): unknown =>
    function Metric(name: unknown, isTime?: unknown): ScriptMetric {
      if ((new.target as unknown) === undefined) throw new TypeError('a metric is made with new');
      if (user.phase !== 'init') throw new Error('metrics must be declared in the init context');
      if (typeof name !== 'string') throw new TypeError('a metric needs a name');
      const contains = isTime === true ? 'time' : 'default';
      return new ScriptMetric(user, user.context.metrics.define(name, type, contains));
    };
  return {
    Counter: classOf('counter'),
    Gauge: classOf('gauge'),
    Rate: classOf('rate'),
    Trend: classOf('trend'),
  };
}
