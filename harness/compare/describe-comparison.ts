/** A comparison as people read it: the verdict, what changed, the figures side by side. */

import { formatDurationMs } from '../contracts/units.ts';
import type { CheckChange, Comparison, FigureChange } from './compare-verdicts.ts';

const marks: Readonly<Record<CheckChange['change'], string>> = {
  worse: '✗ worse ',
  better: '✓ better',
  added: '+ added ',
  removed: '- gone  ',
};

/** Lines without a trailing newline; figures only where they differ. */
export function describeComparison(comparison: Comparison): string {
  const { outcome, checks, unchanged, figures, environment } = comparison;
  return [
    headline(comparison),
    `outcome  ${outcome.before === outcome.after ? `${outcome.after} in both` : `${outcome.before} → ${outcome.after}`}`,
    ...checks.flatMap(describeCheck),
    `${unchanged} ${unchanged === 1 ? 'check' : 'checks'} unchanged`,
    ...section('figures', figures.map(describeFigure)),
    ...section(
      'environment',
      environment.map(({ name, before, after }) => `${name}  ${before} → ${after}`),
    ),
  ].join('\n');
}

function headline({ scenario, samePlan }: Comparison): string {
  if (scenario.before !== scenario.after) return `${scenario.before} against ${scenario.after}`;
  const plan = samePlan ? 'the same plan' : 'different plans';
  return `${scenario.after}, ${plan}`;
}

function describeCheck({ change, check, before, after, because }: CheckChange): string[] {
  const line = `${marks[change]} ${check}: ${before ?? 'not asked'} → ${after ?? 'not asked'}`;
  return because === undefined ? [line] : [line, `           ${because}`];
}

function describeFigure({ figure, before, after }: FigureChange): string {
  const isTime = /\.(p\d+|max)$/.test(figure); // milliseconds; the rest counts things
  const words = (value: number): string => (isTime ? formatDurationMs(value) : String(value));
  const [old, now] = [before, after].map((value) => (value === null ? 'none' : words(value)));
  const difference =
    before === null || after === null
      ? ''
      : ` (${after > before ? '+' : '-'}${words(round(Math.abs(after - before)))})`;
  return `${figure.padEnd(26)} ${old ?? ''} → ${now ?? ''}${difference}`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
