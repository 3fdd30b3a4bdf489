/** The reporters of a run, in the order they speak: files first, so that the summary can point at them. */

import type { Reporter } from '../contracts/reporter.ts';
import { createChromeTraceReporter } from './chrome-trace.ts';
import { createGithubReporter } from './github.ts';
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
  /** Which of them is a terminal: it can have colours, and `err` can be drawn over. */
  readonly isTty: { readonly out: boolean; readonly err: boolean };
  /** The summary as one JSON document. */
  readonly json: boolean;
  /** Where `NO_COLOR` and the variables of GitHub Actions are looked up; `process.env` without it. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Colours follow `isTty` of each stream and the `NO_COLOR` convention; a `dumb` terminal is written to line by line. */
export function createReporters(options: ReporterOptions): readonly Reporter[] {
  const { out, err, isTty, json, env = process.env } = options;
  const canDraw = env['TERM'] !== 'dumb';
  const mayColour = canDraw && (env['NO_COLOR'] ?? '') === '';
  const drawn = isTty.err && canDraw;
  return [
    createProgressReporter({ err, isTty: drawn, colours: drawn && mayColour }),
    createMarkdownReporter(),
    createJunitReporter(),
    createHtmlReporter(),
    createChromeTraceReporter(),
    createTerminalReporter({ out, colours: isTty.out && mayColour, json }),
    ...(env['GITHUB_ACTIONS'] === 'true' ? [githubReporter(options, env)] : []),
  ];
}

function githubReporter(
  { out, err, json }: ReporterOptions,
  env: Readonly<Record<string, string | undefined>>,
): Reporter {
  const summaryFile = env['GITHUB_STEP_SUMMARY'];
  // With --json standard output is one document; the runner reads commands from standard error too.
  const log = json ? err : out;
  const workspace = env['GITHUB_WORKSPACE'];
  return createGithubReporter({
    log,
    ...(summaryFile === undefined ? {} : { summaryFile }),
    ...(workspace === undefined ? {} : { workspace }),
  });
}
