/** The `jUnit` of `k6-summary`: thresholds as test cases of one suite. */

import type { SummaryData } from '../summary/summary-data.ts';

interface Names {
  readonly name?: string;
  readonly classname?: string;
}

export function junitSummary(data: SummaryData, { name, classname }: Names = {}): string {
  const cases = Object.entries(data.metrics).flatMap(([metric, { thresholds }]) =>
    Object.entries(thresholds ?? {}).map(([expression, { ok }]) => ({
      title: `${metric} - ${expression}`,
      ok,
      values: Object.entries(data.metrics[metric]?.values ?? {})
        .map(([stat, value]) => `${stat}=${value}`)
        .join(' '),
    })),
  );
  const failures = cases.filter(({ ok }) => !ok).length;
  const suite = escape(name ?? 'k6 thresholds');
  const counts = `tests="${cases.length}" failures="${failures}"`;
  const lines = cases.map(({ title, ok, values }) => {
    const head = `<testcase name="${escape(title)}" classname="${escape(classname ?? 'Unnamed folder')}"`;
    return ok ? `${head} />` : `${head}><failure message="${escape(values)}" /></testcase>`;
  });
  return [
    '<?xml version="1.0"?>',
    `<testsuites ${counts}>`,
    `<testsuite name="${suite}" ${counts}>`,
    ...lines,
    '</testsuite>',
    '</testsuites>',
  ].join('\n');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"]/g, (sign) => entities[sign] ?? sign);
}
