/** The reporters of a run, in the order they speak: files first, so that the summary can point at them. */

import type { Reporter } from '../contracts/reporter.ts';
import { createHtmlReporter } from './html/reporter.ts';
import { createJunitReporter } from './junit.ts';
import { createMarkdownReporter } from './markdown.ts';
import { createProgressReporter } from './text/progress.ts';
import { createTerminalReporter } from './text/terminal.ts';

export { multiplex, type ReporterProblem } from './multiplex.ts';

export interface ReporterOptions {
  /** Results: the summary, or JSON. */
  readonly out: NodeJS.WritableStream;
  /** Progress while the run lasts. */
  readonly err: NodeJS.WritableStream;
  /** Whether `err` is a terminal that can be drawn over. */
  readonly isTty: boolean;
  /** The summary as one JSON document. */
  readonly json: boolean;
}

/** Colours follow `isTty` and the `NO_COLOR` convention. */
export function createReporters(options: ReporterOptions): readonly Reporter[] {
  const { out, err, isTty, json } = options;
  const colours = isTty && (process.env['NO_COLOR'] ?? '') === '';
  return [
    createProgressReporter({ err, isTty, colours }),
    createMarkdownReporter(),
    createJunitReporter(),
    createHtmlReporter(),
    createTerminalReporter({ out, colours, json }),
  ];
}
