/** `--out`: where every sample goes besides the summary. */

import { OptionsError } from '../options/options-error.ts';
import type { RunContext } from '../run/run-context.ts';
import { csvHeader, csvLine } from './csv-output.ts';
import { fileOutput, type FileOutput } from './file-output.ts';
import { JsonLines } from './json-output.ts';

/** Opens the outputs (`json=FILE`, `csv=FILE`, also `.gz`). Throws OptionsError for others. */
export function openOutputs(context: RunContext, wanted: readonly string[]): FileOutput[] {
  return wanted.map((spec) => {
    const [kind = '', path = ''] = splitOnce(spec);
    if (!['json', 'csv'].includes(kind) || path === '')
      throw new OptionsError(`output \`${spec}\` is not json=FILE or csv=FILE`);
    const file = fileOutput(path);
    if (kind === 'json') {
      const lines = new JsonLines(context.options.raw);
      context.metrics.addOutput((sample) => {
        file.write(lines.linesFor(sample));
      });
    } else {
      file.write(csvHeader);
      context.metrics.addOutput((sample) => {
        file.write(csvLine(sample));
      });
    }
    return file;
  });
}

function splitOnce(spec: string): string[] {
  const equals = spec.indexOf('=');
  return equals === -1 ? [spec] : [spec.slice(0, equals), spec.slice(equals + 1)];
}
