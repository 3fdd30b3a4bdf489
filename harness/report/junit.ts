/** Reporter `junit`: junit.xml, one test case a check. `unknown` is an error: nobody should miss it. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import junitModule, { type Builder, type TestCase } from 'junit-report-builder';
import type { ReportInput, Reporter } from '../contracts/reporter.ts';
import type { CheckResult } from '../contracts/verdict.ts';
import { count, headline } from './headline.ts';
import { whyInapplicable } from './inapplicable.ts';

// Its types describe a `default` inside the module; at run time the module is the builder itself.
const builder = junitModule as unknown as Builder;

export function createJunitReporter(): Reporter {
  return {
    name: 'junit',
    onVerdict: (input) => writeFile(join(input.directory, 'junit.xml'), renderJunit(input)),
  };
}

export function renderJunit(input: ReportInput): string {
  const { verdict, history } = input;
  const report = builder.newBuilder();
  const suite = report.testSuite().name(`ws-chaos ${clean(verdict.scenario)}`);
  const start = history.events.find((event) => event.kind === 'run.start');
  if (start !== undefined) suite.timestamp(new Date(start.wallTime));
  suite.time(durationSeconds(input));
  suite.property('seed', String(verdict.seed)).property('planHash', verdict.planHash);
  for (const [name, value] of Object.entries(verdict.environment)) {
    suite.property(clean(name), clean(String(value)));
  }
  for (const check of verdict.checks) {
    const testCase = suite.testCase().className(clean(verdict.scenario)).name(clean(check.name));
    judge(testCase, check, input);
  }
  // The clean-up of the run itself is judged too; a suite without checks must not look green.
  const run = suite.testCase().className(clean(verdict.scenario)).name('run');
  if (verdict.clean === false) run.error('something could not be undone', 'residue');
  else if (verdict.ended !== 'completed') {
    run.error(clean(headline(verdict, history.plan.serviceLevel)), verdict.ended);
  }
  return report.build();
}

function judge(
  testCase: TestCase,
  check: CheckResult,
  { directory, reproduce }: ReportInput,
): void {
  const evidence = `run directory: ${directory}\nreproduce: ${reproduce}`;
  if (check.outcome === 'unknown') {
    testCase.error(clean(check.reason ?? 'could not be judged'), 'unknown', clean(evidence));
  } else if (check.outcome === 'fail') {
    const [first] = check.violations;
    const total = count(check.violations.length, 'violation');
    const all = check.violations.map(({ message }) => `- ${message}`).join('\n');
    testCase
      .failure(clean(`${total}: ${first?.message ?? ''}`), 'violation')
      .stacktrace(clean(`${all}\n${evidence}`));
  } else if (whyInapplicable(check) !== undefined) {
    testCase.skipped();
  }
}

function durationSeconds({ history: { events } }: ReportInput): number {
  const start = events.find((event) => event.kind === 'run.start');
  const spanUs = (events.at(-1)?.atUs ?? 0) - (start?.atUs ?? 0);
  return Math.max(0, spanUs) / 1e6;
}

/** Characters XML 1.0 cannot hold, escaped or not. */
function clean(text: string): string {
  return text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu, '\ufffd');
}
