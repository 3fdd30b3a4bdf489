/** `--out`: where every sample goes besides the summary. */

import type { Sample } from '../metrics/registry.ts';
import { OptionsError } from '../options/options-error.ts';
import type { RunContext } from '../run/run-context.ts';
import { csvHeader, csvTimes, CsvLines } from './csv-output.ts';
import { fileOutput, type FileOutput } from './file-output.ts';
import { JsonLines } from './json-output.ts';
import { assertWritable } from './writable.ts';

export interface OutputPorts {
  readonly stdout: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Outputs {
  readonly write: (sample: Sample) => void;
  /** Resolves when everything is in the files; rejects when it could not be written. */
  end(): Promise<void>;
}

/**
 * Opens the outputs: `json=FILE`, `csv=FILE` (also `.gz`), `json` alone to the standard output. `K6_CSV_FILENAME` and
 * `K6_CSV_TIME_FORMAT` are k6's. Throws OptionsError for others, and for files that cannot be opened.
 */
export function openOutputs(
  context: RunContext,
  wanted: readonly string[],
  ports: OutputPorts,
): Outputs {
  const places = wanted.map((spec) => outputOf(spec, ports.env));
  for (const { path } of places) if (path !== '-') assertWritable(path);
  const outputs = places.map(({ kind, path }) => {
    const file =
      path === '-' ? { write: ports.stdout, end: () => Promise.resolve() } : fileOutput(path);
    return { file, lineOf: kind === 'json' ? jsonLines(context) : csvLines(file, ports.env) };
  });
  return {
    write: (sample) => {
      for (const { file, lineOf } of outputs) file.write(lineOf(sample));
    },
    end: async () => {
      await Promise.all(outputs.map(({ file }) => file.end()));
    },
  };
}

function outputOf(
  spec: string,
  env: OutputPorts['env'],
): { readonly kind: 'json' | 'csv'; readonly path: string } {
  const [kind, given = ''] = splitOnce(spec);
  const fallback = kind === 'json' ? '-' : (env['K6_CSV_FILENAME'] ?? '');
  const path = given === '' ? fallback : given;
  if ((kind !== 'json' && kind !== 'csv') || path === '')
    throw new OptionsError(
      `output \`${spec}\` is not json, json=FILE or csv=FILE; the others of k6 are not built in`,
      { code: 'CHAOS_ERR_USAGE', help: 'Write --out json=FILE or --out csv=FILE.' },
    );
  return { kind, path };
}

function jsonLines({ options }: RunContext): (sample: Sample) => string {
  const lines = new JsonLines(options.raw);
  return (sample) => lines.linesFor(sample);
}

function csvLines(file: FileOutput, env: OutputPorts['env']): (sample: Sample) => string {
  const format = env['K6_CSV_TIME_FORMAT'] ?? 'unix';
  const time = csvTimes[format];
  if (time === undefined)
    throw new OptionsError(
      `K6_CSV_TIME_FORMAT=${format} is not one of ${Object.keys(csvTimes).join(', ')}`,
      { code: 'CHAOS_ERR_USAGE', help: 'Set it to one of these, or not at all.' },
    );
  file.write(csvHeader);
  const lines = new CsvLines(time);
  return (sample) => lines.lineFor(sample);
}

function splitOnce(spec: string): string[] {
  const equals = spec.indexOf('=');
  return equals === -1 ? [spec] : [spec.slice(0, equals), spec.slice(equals + 1)];
}
