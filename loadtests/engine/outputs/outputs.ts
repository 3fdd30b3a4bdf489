/** `--out`: where every sample goes besides the summary. */

import type { Sample, Tags } from '../metrics/registry.ts';
import { OptionsError } from '../options/options-error.ts';
import type { RunContext } from '../run/run-context.ts';
import { csvHeader, csvTimes, CsvLines } from './csv-output.ts';
import { fileOutput, type FileOutput } from './file-output.ts';
import { JsonLines } from './json-output.ts';

const systemTags = new Set([
  ...['proto', 'subproto', 'status', 'method', 'url', 'name', 'group', 'check', 'error'],
  ...['error_code', 'tls_version', 'scenario', 'service', 'expected_response'],
]);

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
  const keepsTag = wanted.length === 0 ? undefined : tagFilter(context);
  const outputs = wanted.map((spec) => {
    const { kind, path } = outputOf(spec, ports.env);
    const file =
      path === '-' ? { write: ports.stdout, end: () => Promise.resolve() } : fileOutput(path);
    return { file, lineOf: kind === 'json' ? jsonLines(context) : csvLines(file, ports.env) };
  });
  return {
    write: (sample) => {
      const shown = keepsTag === undefined ? sample : { ...sample, tags: keepsTag(sample.tags) };
      for (const { file, lineOf } of outputs) file.write(lineOf(shown));
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
    );
  file.write(csvHeader);
  const lines = new CsvLines(time);
  return (sample) => lines.lineFor(sample);
}

/** Takes out the system tags that `systemTags` does not name; undefined where it is not given. */
function tagFilter(context: RunContext): ((tags: Tags) => Tags) | undefined {
  const wanted = context.options.raw['systemTags'];
  if (!Array.isArray(wanted)) return undefined;
  const names = new Set((wanted as unknown[]).map(String));
  const absent = [...names].filter((name) => !systemTags.has(name));
  if (absent.length > 0)
    context.log('warn', `system tags that are not there: ${absent.join(', ')}`);
  return (tags) =>
    Object.fromEntries(
      Object.entries(tags).filter(([name]) => !systemTags.has(name) || names.has(name)),
    );
}

function splitOnce(spec: string): string[] {
  const equals = spec.indexOf('=');
  return equals === -1 ? [spec] : [spec.slice(0, equals), spec.slice(equals + 1)];
}
