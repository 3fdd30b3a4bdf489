/** Reporter `github`: annotations on the pull request and the summary of the job, inside GitHub Actions. */

import { appendFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { CheckResult } from '../contracts/verdict.ts';
import type { ReportInput, Reporter, ScenarioLines } from '../contracts/reporter.ts';
import { headline, outcomeWord } from './headline.ts';
import { renderSummary } from './markdown.ts';

export interface GithubOptions {
  /** Where workflow commands go: the job's log. */
  readonly log: NodeJS.WritableStream;
  /** `GITHUB_STEP_SUMMARY`: a file the summary is appended to; the job may run several scenarios. */
  readonly summaryFile?: string;
  /** `GITHUB_WORKSPACE`: files outside it are nothing GitHub can show. */
  readonly workspace?: string;
}

/** GitHub shows ten annotations of a kind a step; the rest would push out the first. */
const maxAnnotations = 9;

export function createGithubReporter({ log, summaryFile, workspace }: GithubOptions): Reporter {
  return {
    name: 'github',
    onVerdict: async (input) => {
      for (const line of annotations(input, workspace)) log.write(`${line}\n`);
      if (summaryFile !== undefined && summaryFile !== '') {
        await appendFile(summaryFile, `${renderSummary(input)}\n`);
      }
    },
  };
}

/**
 * One workflow command for the run, then one a check that did not pass; each at its line of the scenario where that
 * lies in the workspace.
 */
export function annotations(
  { verdict, history, reproduce, scenarioLines }: ReportInput,
  workspace = '.',
): readonly string[] {
  const place = (...parts: readonly string[]): string =>
    scenarioLines === undefined ? '' : placeOf(scenarioLines, workspace, parts);
  const { scenario, seed } = verdict;
  const level = { pass: 'notice', fail: 'error', unknown: 'warning' } as const;
  const title = `${scenario} (seed ${seed})`;
  const why = headline(verdict, history.plan.serviceLevel);
  const headTitle = `${outcomeWord(verdict)}: ${title}`;
  const first = command(`${level[verdict.outcome]} ${place('name')}`, headTitle, why);
  const others = verdict.checks
    .filter(({ outcome }) => outcome !== 'pass')
    .slice(0, maxAnnotations)
    .map((check) => {
      const { name, outcome, reason, violations } = check;
      const [violation] = violations;
      const more = violations.length > 1 ? ` (+${violations.length - 1} more)` : '';
      const text = `${reason ?? violation?.message ?? 'no reason given'}${more}\n${reproduce}`;
      return command(`${level[outcome]} ${place(...partsOf(check))}`, `${name}: ${title}`, text);
    });
  return [first, ...others];
}

/** What part of a scenario a check without a fault is about: what it expects, unless it is about the means. */
const fieldOfCheck: Readonly<Record<string, string>> = {
  'fault-was-observed': 'faults',
  'load-was-honest': 'load',
  'thresholds-met': 'load',
  'parts-stayed-up': 'target',
};

/** The most telling part first. */
function partsOf({ name, violations }: CheckResult): readonly string[] {
  const fault = violations.find((violation) => violation.fault !== undefined)?.fault;
  return [...(fault === undefined ? [] : [fault]), fieldOfCheck[name] ?? 'serviceLevel', 'name'];
}

/** `file=…,line=…,`, or nothing. */
function placeOf(
  { file, lines }: ScenarioLines,
  workspace: string,
  parts: readonly string[],
): string {
  const path = relative(workspace, file);
  const line = parts.map((part) => lines[part]).find((found) => found !== undefined);
  if (line === undefined || path.startsWith('..')) return '';
  return `file=${escapeProperty(path)},line=${line},`;
}

/** `head` is the command's name and the properties before the title. */
function command(head: string, title: string, text: string): string {
  return `::${head}title=${escapeProperty(title)}::${escapeData(text)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
