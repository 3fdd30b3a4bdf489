/** Threshold expressions: `p(95)<500`, `rate>=0.99`. */

import type { Sink } from './sink.ts';
import { aggregatesOf, type MetricType } from './sinks.ts';
import { percentOf } from './trend-sink.ts';

export interface Threshold {
  readonly source: string;
  readonly aggregate: string;
  readonly operator: string;
  readonly bound: number;
  readonly abortOnFail: boolean;
  readonly delayAbortEvalMs: number;
}

const compare: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
  '==': (left, right) => left === right,
  '===': (left, right) => left === right,
  '!=': (left, right) => left !== right,
};

const grammar =
  /^\s*(avg|min|max|med|count|rate|value|p\(\s*-?\d+(?:\.\d+)?\s*\))\s*(<=|>=|===|==|!=|<|>)\s*([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*$/;

export type ParsedExpression = Pick<Threshold, 'source' | 'aggregate' | 'operator' | 'bound'>;

/** Throws an Error that says what is wrong with the expression. */
export function parseExpression(source: string): ParsedExpression {
  const [, aggregate, operator, bound] = grammar.exec(source) ?? [];
  if (aggregate === undefined || operator === undefined || bound === undefined)
    throw new Error(`threshold \`${source}\` is not \`<aggregate> <operator> <number>\``);
  const percent = percentOf(aggregate);
  if (percent !== undefined && (percent < 0 || percent > 100))
    throw new Error(`threshold \`${source}\`: a percentile lies between 0 and 100`);
  return { source, aggregate: aggregate.replaceAll(/\s/g, ''), operator, bound: Number(bound) };
}

/** Throws when the aggregate does not exist for this type of metric. */
export function assertFits(expression: ParsedExpression, metric: string, type: MetricType): void {
  const isPercentile = percentOf(expression.aggregate) !== undefined;
  if (isPercentile ? type === 'trend' : aggregatesOf[type].includes(expression.aggregate)) return;
  const fitting = [...aggregatesOf[type], ...(type === 'trend' ? ['p(N)'] : [])].join(', ');
  throw new Error(
    `threshold \`${expression.source}\`: \`${metric}\` is a ${type}, which has ${fitting}`,
  );
}

/** `count==0`: no sample is what it wants. */
export function wantsNothing({ aggregate, operator, bound }: ParsedExpression): boolean {
  return aggregate === 'count' && compare[operator]?.(0, bound) === true;
}

/** A metric without samples holds, as on k6. */
export function holds(threshold: ParsedExpression, sink: Sink, elapsedMs: number): boolean {
  if (sink.isEmpty) return true;
  const test = compare[threshold.operator];
  return test?.(sink.aggregate(threshold.aggregate, elapsedMs), threshold.bound) ?? false;
}
