/** `--out csv=FILE`: one line a sample, with the system tags as columns. */

import type { Sample } from '../metrics/registry.ts';
import { wallMs } from '../timers.ts';

const tagColumns = [
  ...['check', 'error', 'error_code', 'expected_response', 'group', 'method', 'name', 'proto'],
  ...['scenario', 'service', 'status', 'subproto', 'tls_version', 'url'],
];

export const csvHeader = `metric_name,timestamp,metric_value,${tagColumns.join(',')},extra_tags,metadata\n`;

export function csvLine({ metric, value, tags, metadata }: Sample): string {
  const extra = Object.entries(tags).filter(([name]) => !tagColumns.includes(name));
  const columns = [
    metric.name,
    String(Math.floor(wallMs() / 1000)),
    value.toFixed(6),
    ...tagColumns.map((name) => tags[name] ?? ''),
    pairs(extra),
    pairs(Object.entries(metadata ?? {})),
  ];
  return `${columns.map(quoted).join(',')}\n`;
}

const pairs = (entries: readonly (readonly [string, string])[]): string =>
  entries.map(([name, value]) => `${name}=${value}`).join('&');

function quoted(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
