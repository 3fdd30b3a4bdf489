import { expect } from 'chai';
import type { CheckResult } from '../contracts/verdict.ts';
import { whyInapplicable } from './inapplicable.ts';
import { renderJunit } from './junit.ts';
import { renderSummary } from './markdown.ts';
import { renderPage } from './html/page.ts';
import { sampleRun } from './testing/sample-run.ts';
import { createPaint } from './text/paint.ts';
import { summaryLines } from './text/summary.ts';

const check: CheckResult = {
  name: 'counts-agree',
  outcome: 'pass',
  violations: [],
  measured: { applies: 'no: this server has no census' },
};

describe('a check that does not apply', () => {
  const run = sampleRun('good');
  const input = { ...run, verdict: { ...run.verdict, checks: [check] } };

  it('is told from one that held', () => {
    expect(whyInapplicable(check)).to.equal('this server has no census');
    for (const held of run.verdict.checks) expect(whyInapplicable(held)).to.equal(undefined);
  });

  it('has no tick in the terminal and in Markdown, and says why', () => {
    const line = summaryLines(input, createPaint(false)).find((text) => text.includes(check.name));
    expect(line).to.equal('– counts-agree           does not apply: this server has no census');
    expect(renderSummary(input)).to.contain(
      '| counts-agree | – does not apply | this server has no census |',
    );
  });

  it('is a skipped test case in JUnit', () => {
    expect(renderJunit(input)).to.match(/name="counts-agree">\s*<skipped\/>/);
    expect(renderJunit(run)).not.to.contain('<skipped');
  });

  it('has no outcome in the page', () => {
    const row = /<tr id="check-counts-agree">[\s\S]*?<\/tr>/.exec(renderPage(input))?.[0];
    expect(row).to.contain('n/a').and.contain('this server has no census').and.not.contain('✓');
  });
});
