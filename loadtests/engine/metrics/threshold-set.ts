/** The thresholds of a run: bound to their metrics after init, judged every two seconds and at the end. */

import { messageOf } from '../../../harness/contracts/errors.ts';
import { nearestNames } from '../../../harness/contracts/nearest-name.ts';
import { parseDuration } from '../options/duration.ts';
import { OptionsError } from '../options/options-error.ts';
import type { Metric, MetricRegistry, Tags } from './registry.ts';
import type { Sink } from './sink.ts';
import { assertFits, holds, parseExpression, wantsNothing, type Threshold } from './threshold.ts';

const expressionHelp =
  "Write a figure, an operator and a number: 'p(95)<200', 'rate>=0.99'; times are milliseconds, without a unit.";

interface Bound {
  /** Metric name, or `name{tag:value}`. */
  readonly key: string;
  readonly sink: Sink;
  readonly thresholds: readonly Threshold[];
}

export interface ThresholdResult {
  readonly metric: string;
  readonly expression: string;
  readonly ok: boolean;
  /** No sample at all: it holds because there was nothing to judge. */
  readonly isEmpty: boolean;
}

export class ThresholdSet {
  readonly #bound: readonly Bound[];

  /** Throws an OptionsError on an unknown metric, a bad expression or an aggregate that does not fit. */
  constructor(raw: Readonly<Record<string, unknown>>, registry: MetricRegistry) {
    this.#bound = Object.entries(raw).map(([key, list]) => {
      try {
        return bind(key, list, registry);
      } catch (error) {
        const help = error instanceof OptionsError ? error.help : undefined;
        throw new OptionsError(messageOf(error), {
          at: ['thresholds', key],
          help: help ?? expressionHelp,
        });
      }
    });
  }

  get size(): number {
    return this.#bound.length;
  }

  results(elapsedMs: number): ThresholdResult[] {
    return this.#bound.flatMap(({ key, sink, thresholds }) =>
      thresholds.map((threshold) => ({
        metric: key,
        expression: threshold.source,
        ok: holds(threshold, sink, elapsedMs),
        isEmpty: sink.isEmpty && !wantsNothing(threshold),
      })),
    );
  }

  /** The first expression that fails now and says that the run must stop for it. */
  abortedBy(elapsedMs: number): string | undefined {
    for (const { key, sink, thresholds } of this.#bound) {
      const failed = thresholds.find(
        (threshold) =>
          threshold.abortOnFail &&
          elapsedMs >= threshold.delayAbortEvalMs &&
          !holds(threshold, sink, elapsedMs),
      );
      if (failed !== undefined) return `${key}: ${failed.source}`;
    }
    return undefined;
  }
}

function bind(key: string, list: unknown, registry: MetricRegistry): Bound {
  const { name, selector } = parseKey(key);
  const metric = registry.get(name);
  if (metric === undefined) throw unknownMetric(name, registry);
  const entries: unknown[] = Array.isArray(list) ? list : [list];
  const thresholds = entries.map((entry) => parseEntry(entry, metric));
  const sink = selector === undefined ? metric.sink : registry.select(metric, key, selector).sink;
  return { key, sink, thresholds };
}

function unknownMetric(name: string, registry: MetricRegistry): OptionsError {
  const names = registry.all().map((metric) => metric.name);
  const [near] = nearestNames(name, names, 1);
  const family = names.filter((each) => each.startsWith('ws_')).join(', ');
  const help =
    near === undefined
      ? `Declare it in the init code (k6/metrics), or take one that is there: those of WebSockets are ${family}.`
      : `Did you mean \`${near}\`?`;
  return new OptionsError(`threshold on \`${name}\`, which is no metric`, { help });
}

function parseEntry(entry: unknown, metric: Metric): Threshold {
  const raw = (
    typeof entry === 'object' && entry !== null ? entry : { threshold: entry }
  ) as Record<string, unknown>;
  if (typeof raw['threshold'] !== 'string')
    throw new Error(`threshold of \`${metric.name}\` is not a string`);
  const expression = parseExpression(raw['threshold']);
  assertFits(expression, metric.name, metric.type);
  return {
    ...expression,
    abortOnFail: raw['abortOnFail'] === true,
    delayAbortEvalMs: parseDuration(raw['delayAbortEval'] ?? 0, 'delayAbortEval'),
  };
}

/** `name{a:1,b:2}` → name and selector. Values may hold colons (`group:::checkout`). */
export function parseKey(key: string): { name: string; selector?: Tags } {
  const match = /^([^{]+)\{(.*)\}$/.exec(key.trim());
  const [, name, inside] = match ?? [];
  if (name === undefined || inside === undefined) return { name: key.trim() };
  const selector: Record<string, string> = {};
  for (const part of inside.split(',')) {
    const colon = part.indexOf(':');
    if (colon < 1) throw new Error(`threshold key \`${key}\`: \`${part}\` is not \`tag:value\``);
    selector[part.slice(0, colon).trim()] = part
      .slice(colon + 1)
      .trim()
      .replace(/^["']|["']$/g, '');
  }
  return { name: name.trim(), selector };
}
