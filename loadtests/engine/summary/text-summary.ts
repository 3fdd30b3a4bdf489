/** The end-of-test summary as text, in the order a k6 user knows. */

import { builtInMetrics } from '../metrics/built-in.ts';
import { loadLines } from './load-lines.ts';
import { parseKey } from '../metrics/threshold-set.ts';
import type { CheckCount, GroupNode } from '../metrics/check-tree.ts';
import { formatBytes, formatNumber, formatTime } from './quantities.ts';
import type { SummaryData, SummaryMetric } from './summary-data.ts';

const passMark = '✓';
const failMark = '✗';
const checksName = 'checks';
const builtIn = new Set(builtInMetrics.map(({ name }) => name));
const blocks: readonly (readonly [title: string, belongs: (name: string) => boolean])[] = [
  ['CUSTOM', (name) => !builtIn.has(name)],
  ['HTTP', (name) => builtIn.has(name) && name.startsWith('http_')],
  ['WEBSOCKET', (name) => builtIn.has(name) && name.startsWith('ws_')],
  ['EXECUTION', (name) => builtIn.has(name) && /^(vus|group_|dropped_)|iteration/.test(name)],
  ['NETWORK', (name) => builtIn.has(name) && name.startsWith('data_')],
];

/** What a compact summary leaves out, unless a threshold asks for it: parts of `http_req_duration`. */
const partsOfRequest = /^http_req_(blocked|connecting|tls_handshaking|sending|waiting|receiving)$/;

export interface TextOptions {
  /** Goes before every line. */
  readonly indent?: string;
  readonly isCompact?: boolean;
}

/** With each scenario and each group where the summary is a full one. */
export function textSummary(data: SummaryData, options: TextOptions = {}): string {
  const { indent = '', isCompact = false } = options;
  const isShown = (name: string): boolean =>
    !(isCompact && partsOfRequest.test(name) && isUnjudged(data, name));
  const lines = [
    ...thresholdLines(data),
    ...section('TOTAL RESULTS', data, isShown),
    ...(data.parts ?? []).flatMap((part) => section(part.title, { ...data, ...part }, isShown)),
    ...loadLines(data.load),
  ];
  return lines.map((line) => `${indent}${line}`.trimEnd()).join('\n');
}

const isUnjudged = ({ metrics }: SummaryData, name: string): boolean =>
  metrics[name]?.thresholds === undefined;

/** Checks, then metrics block by block. */
function section(title: string, data: SummaryData, isShown: (name: string) => boolean): string[] {
  const names = Object.keys(data.metrics).filter(isShown);
  const lines = ['', `  █ ${title}`, '', ...checkLines(data)];
  for (const [block, belongs] of blocks) {
    const chosen = names.filter((name) => belongs(baseOf(name)));
    if (chosen.length > 0) lines.push(`  ${block}`, ...metricLines(data, chosen), '');
  }
  return lines;
}

const baseOf = (key: string): string => parseKey(key).name;

function thresholdLines(data: SummaryData): string[] {
  const lines: string[] = [];
  for (const [name, metric] of Object.entries(data.metrics)) {
    const { thresholds, values } = metric;
    if (thresholds === undefined) continue;
    const format = formatOf(data, metric);
    lines.push(`    ${name}`);
    for (const [source, { ok }] of Object.entries(thresholds)) {
      const aggregate = /^\s*[\w().]+/.exec(source)?.[0].trim() ?? '';
      const value = values[aggregate];
      const shown = value === undefined ? '' : ` ${aggregate}=${format(value, aggregate)}`;
      lines.push(`    ${ok ? passMark : failMark} '${source}'${shown}`);
    }
    lines.push('');
  }
  return lines.length === 0 ? [] : ['', '  █ THRESHOLDS', '', ...lines];
}

function checkLines(data: SummaryData): string[] {
  const checks = checksOf(data.root_group);
  if (checks.length === 0) return [];
  const passes = checks.reduce((sum, check) => sum + check.passes, 0);
  const total = checks.reduce((sum, check) => sum + check.passes + check.fails, 0);
  const seconds = data.state.testRunDurationMs / 1000;
  const share = (count: number): string =>
    `${((count / total) * 100).toFixed(2)}%  ${count} out of ${total}`;
  const rows: [string, string][] = [
    ['checks_total', `${total}  ${formatNumber(total / seconds)}/s`],
    ['checks_succeeded', share(passes)],
    ['checks_failed', share(total - passes)],
  ];
  const parts = Object.keys(data.metrics).filter(
    (name) => name !== checksName && baseOf(name) === checksName,
  );
  return [...aligned([...rows, ...rowsOf(data, parts)]), ...['', ...checks.flatMap(checkLine), '']];
}

function checkLine({ name, passes, fails }: CheckCount): string[] {
  if (fails === 0) return [`    ${passMark} ${name}`];
  const percent = Math.floor((passes / (passes + fails)) * 100);
  return [
    `    ${failMark} ${name}`,
    `      ↳  ${percent}% — ${passMark} ${passes} / ${failMark} ${fails}`,
  ];
}

function checksOf({ checks, groups }: GroupNode): CheckCount[] {
  return [...checks, ...groups.flatMap(checksOf)];
}

function metricLines(data: SummaryData, names: readonly string[]): string[] {
  return aligned(rowsOf(data, names));
}

function rowsOf(data: SummaryData, names: readonly string[]): [string, string][] {
  return names.map((name): [string, string] => {
    const { selector } = parseKey(name);
    const tags = Object.entries(selector ?? {}).map(([tag, value]) => `${tag}:${value}`);
    const shown = selector === undefined ? name : `  { ${tags.join(',')} }`;
    return [shown, valuesOf(data, data.metrics[name])];
  });
}

function aligned(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length)) + 1;
  return rows.map(([name, values]) => `    ${name.padEnd(width, '.')}: ${values}`);
}

type Format = (value: number, aggregate?: string) => string;

/** How values of a metric are written. */
function formatOf({ options }: SummaryData, { type, contains }: SummaryMetric): Format {
  return (value, aggregate) => {
    if (aggregate === 'count') return formatNumber(value);
    if (type === 'rate') return `${(value * 100).toFixed(2)}%`;
    if (contains === 'time') return formatTime(value, options.summaryTimeUnit);
    return contains === 'data' ? formatBytes(value) : formatNumber(value);
  };
}

function valuesOf(data: SummaryData, metric: SummaryMetric | undefined): string {
  if (metric === undefined) return '';
  const { type, values } = metric;
  const format = formatOf(data, metric);
  const get = (name: string): number => values[name] ?? 0;
  switch (type) {
    case 'counter':
      return `${format(get('count'))}  ${format(get('rate'))}/s`;
    case 'rate':
      return `${format(get('rate'))}  ${get('passes')} out of ${get('passes') + get('fails')}`;
    case 'gauge':
      return `${format(get('value'))}  min=${format(get('min'))} max=${format(get('max'))}`;
    default:
      return Object.entries(values)
        .map(([name, each]) => `${name}=${format(each, name)}`)
        .join(' ');
  }
}
