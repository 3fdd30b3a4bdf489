/** Reporter `github`: annotations on the pull request and the summary of the job, inside GitHub Actions. */

import { appendFile } from 'node:fs/promises';
import type { ReportInput, Reporter } from '../contracts/reporter.ts';
import { headline, outcomeWord } from './headline.ts';
import { renderSummary } from './markdown.ts';

export interface GithubOptions {
  /** Where workflow commands go: the job's log. */
  readonly log: NodeJS.WritableStream;
  /** `GITHUB_STEP_SUMMARY`: a file the summary is appended to; the job may run several scenarios. */
  readonly summaryFile?: string;
}

/** GitHub shows ten annotations of a kind a step; the rest would push out the first. */
const maxAnnotations = 9;

export function createGithubReporter({ log, summaryFile }: GithubOptions): Reporter {
  return {
    name: 'github',
    onVerdict: async (input) => {
      for (const line of annotations(input)) log.write(`${line}\n`);
      if (summaryFile !== undefined && summaryFile !== '') {
        await appendFile(summaryFile, `${renderSummary(input)}\n`);
      }
    },
  };
}

/** One workflow command for the run, then one a check that did not pass. */
export function annotations({ verdict, history, reproduce }: ReportInput): readonly string[] {
  const { scenario, seed } = verdict;
  const level = { pass: 'notice', fail: 'error', unknown: 'warning' } as const;
  const title = `${scenario} (seed ${seed})`;
  const why = headline(verdict, history.plan.serviceLevel);
  const first = command(level[verdict.outcome], `${outcomeWord(verdict)}: ${title}`, why);
  const others = verdict.checks
    .filter(({ outcome }) => outcome !== 'pass')
    .slice(0, maxAnnotations)
    .map(({ name, outcome, reason, violations }) => {
      const [violation] = violations;
      const more = violations.length > 1 ? ` (+${violations.length - 1} more)` : '';
      const text = `${reason ?? violation?.message ?? 'no reason given'}${more}\n${reproduce}`;
      return command(level[outcome], `${name}: ${title}`, text);
    });
  return [first, ...others];
}

function command(level: 'notice' | 'warning' | 'error', title: string, text: string): string {
  return `::${level} title=${escapeProperty(title)}::${escapeData(text)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
