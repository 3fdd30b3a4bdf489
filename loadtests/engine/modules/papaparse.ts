/** `parse` of Papa Parse, for scripts that import it from jslib.k6.io: text in, rows out, by its documentation. */

import { recordsOf } from './csv-records.ts';

type Config = Readonly<Record<string, unknown>>;
type Row = unknown[] | Record<string, unknown>;

export const papaparseNames: readonly string[] = ['parse'];

/** Options that mean something here; the others are about streams, downloads and workers. */
const known: readonly string[] = [
  ...['delimiter', 'newline', 'quoteChar', 'header', 'transformHeader', 'dynamicTyping'],
  ...['preview', 'comments', 'skipEmptyLines', 'transform', 'fastMode', 'encoding'],
];
const guesses: readonly string[] = [',', '\t', '|', ';'];

export interface Parsed {
  readonly data: readonly Row[];
  readonly errors: readonly object[];
  readonly meta: { readonly delimiter: string; readonly fields?: readonly string[] };
}

export function papaparseModule(): Record<string, unknown> {
  return { parse };
}

/** Throws a TypeError for an option that is not built in. */
export function parse(input: unknown, options: unknown): Parsed {
  const config = (options ?? {}) as Config;
  const other = Object.keys(config).find(
    (name) => !known.includes(name) && config[name] !== undefined && config[name] !== false,
  );
  if (other !== undefined)
    throw new TypeError(
      `papaparse: \`${other}\` is not built in; save the library beside the script`,
    );
  const text = String(input).replace(/^\ufeff/, '');
  const delimiter = delimiterOf(text, config);
  const errors: object[] = [];
  const rows = rowsOf(text, delimiter, { config, errors });
  if (config['header'] !== true) {
    const data = limited(rows, config).map((row) => row.map((each, at) => typed(each, at, config)));
    return { data, errors, meta: { delimiter } };
  }
  const [head = [], ...body] = rows;
  const rename = config['transformHeader'] as ((name: string, at: number) => string) | undefined;
  const fields = head.map((name, at) => rename?.(name, at) ?? name);
  const data = limited(body, config).map((row, at) => named(row, { fields, at, config, errors }));
  return { data, errors, meta: { delimiter, fields } };
}

/** What is left of a broken text ends with the quote that broke it. */
function rowsOf(
  text: string,
  delimiter: string,
  { config, errors }: { config: Config; errors: object[] },
): string[][] {
  const { skipEmptyLines, comments } = config;
  const rows: string[][] = [];
  const isBlank = (row: readonly string[]): boolean =>
    skipEmptyLines === 'greedy'
      ? row.join('').trim() === ''
      : skipEmptyLines === true && row.length === 1 && row[0] === '';
  const remark = comments === true ? '#' : typeof comments === 'string' ? comments : undefined;
  try {
    for (const row of recordsOf(text, delimiter, true))
      if (!isBlank(row) && (remark === undefined || row[0]?.startsWith(remark) !== true))
        rows.push(row);
  } catch (error) {
    const { message } = error as Error;
    errors.push({ type: 'Quotes', code: 'InvalidQuotes', message, row: rows.length });
  }
  return rows;
}

function limited<Item>(rows: readonly Item[], { preview }: Config): readonly Item[] {
  return typeof preview === 'number' && preview > 0 ? rows.slice(0, preview) : rows;
}

function named(
  row: readonly string[],
  of: { fields: readonly string[]; at: number; config: Config; errors: object[] },
): Record<string, unknown> {
  const { fields, at, config, errors } = of;
  if (row.length !== fields.length) {
    const code = row.length < fields.length ? 'TooFewFields' : 'TooManyFields';
    const message = `expected ${fields.length} fields, but there are ${row.length}`;
    errors.push({ type: 'FieldMismatch', code, message, row: at });
  }
  const found: Record<string, unknown> = Object.fromEntries(
    row.slice(0, fields.length).map((each, i) => {
      const name = fields[i] ?? '';
      return [name, typed(each, name, config)];
    }),
  );
  return row.length > fields.length
    ? { ...found, __parsed_extra: row.slice(fields.length) }
    : found;
}

/** Of one field; `column` is its name or number. */
function typed(value: string, column: string | number, config: Config): unknown {
  const change = config['transform'] as
    ((value: string, column: string | number) => unknown) | undefined;
  const changed = change === undefined ? value : change(value, column);
  if (!isTyped(config['dynamicTyping'], column) || typeof changed !== 'string') return changed;
  if (/^(true|TRUE)$/.test(changed)) return true;
  if (/^(false|FALSE)$/.test(changed)) return false;
  if (/^\s*-?(\d+\.?|\.\d+|\d+\.\d+)([eE][-+]?\d+)?\s*$/.test(changed)) return Number(changed);
  return changed === '' ? null : changed;
}

function isTyped(wanted: unknown, column: string | number): boolean {
  if (typeof wanted === 'function')
    return (wanted as (column: string | number) => unknown)(column) === true;
  if (typeof wanted === 'object' && wanted !== null)
    return (wanted as Record<string | number, unknown>)[column] === true;
  return wanted === true;
}

/** The one of which the first line has most. */
function delimiterOf(text: string, { delimiter }: Config): string {
  if (typeof delimiter === 'string' && delimiter !== '') return delimiter;
  const [head = ''] = text.split(/\r?\n/, 1);
  const counts = guesses.map((guess) => head.split(guess).length);
  return guesses[counts.indexOf(Math.max(...counts))] ?? ',';
}
