/** `--out csv=FILE`: one line a sample, with the system tags as columns. */

import type { Sample } from '../metrics/registry.ts';

const tagColumns = [
  ...['check', 'error', 'error_code', 'expected_response', 'group', 'method', 'name', 'proto'],
  ...['scenario', 'service', 'status', 'subproto', 'tls_version', 'url'],
];

export const csvHeader = `metric_name,timestamp,metric_value,${tagColumns.join(',')},extra_tags,metadata\n`;

/** `K6_CSV_TIME_FORMAT`: from Unix milliseconds to the column `timestamp`. */
export const csvTimes: Readonly<Record<string, ((ms: number) => string) | undefined>> = {
  unix: (ms) => String(Math.floor(ms / 1000)),
  unix_milli: String,
  unix_micro: (ms) => `${ms}000`,
  unix_nano: (ms) => `${ms}000000`,
  rfc3339: (ms) => new Date(ms).toISOString().replace(/\.\d+/, ''),
  rfc3339_nano: (ms) => new Date(ms).toISOString(),
};

export class CsvLines {
  readonly #time: (ms: number) => string;

  constructor(time: (ms: number) => string) {
    this.#time = time;
  }

  lineFor({ atMs, metric, value, tags, metadata }: Sample): string {
    const extra = Object.entries(tags).filter(([name]) => !tagColumns.includes(name));
    const columns = [
      metric.name,
      this.#time(atMs),
      value.toFixed(6),
      ...tagColumns.map((name) => tags[name] ?? ''),
      pairs(extra),
      pairs(Object.entries(metadata ?? {})),
    ];
    return `${columns.map(quoted).join(',')}\n`;
  }
}

const pairs = (entries: readonly (readonly [string, string])[]): string =>
  entries.map(([name, value]) => `${name}=${value}`).join('&');

function quoted(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
