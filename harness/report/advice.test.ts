import { expect } from 'chai';
import type { CheckResult } from '../contracts/verdict.ts';
import type { ReportInput } from '../contracts/reporter.ts';
import { adviceOn, subjectOf } from './advice.ts';
import { renderPage } from './html/page.ts';
import { renderSummary } from './markdown.ts';
import { sampleRun } from './testing/sample-run.ts';
import { createPaint } from './text/paint.ts';
import { summaryLines } from './text/summary.ts';

function judged(...checks: readonly CheckResult[]): ReportInput {
  const run = sampleRun('bad');
  return { ...run, verdict: { ...run.verdict, checks } };
}

const held = (fault: string, connection: string): CheckResult => ({
  name: 'zombies-reclaimed',
  outcome: 'fail',
  violations: [{ message: `zombie ${connection} was never reclaimed`, fault, connection }],
});
const late: CheckResult = {
  name: 'load-was-honest',
  outcome: 'unknown',
  violations: [],
  reason: 'event loop delay',
};

describe('advice', () => {
  it('says what the server lacks by the fault whose zombies it kept, and on whom it shows', () => {
    const { faults } = sampleRun('bad').history.plan;
    const half = faults.find(({ inject }) => inject === 'half-open-socket')?.id ?? '';
    const [advice] = adviceOn(judged(held(half, 'power-4.1.0')));
    expect(advice?.text).to.contain('ping on a timer');
    expect(advice?.connection).to.equal('power-4.1.0');
    expect(advice === undefined ? '' : subjectOf(advice)).to.equal(
      'zombies-reclaimed, half-open-socket',
    );
  });

  it('points at the address where nobody was let in', () => {
    const reason = 'nobody got in: 31 upgrades refused, the first with 400, Bad Request';
    const check = {
      name: 'fault-was-observed',
      outcome: 'unknown' as const,
      violations: [],
      reason,
    };
    expect(adviceOn(judged(check))[0]?.text).to.contain('`target.url`');
    const others = adviceOn(judged({ ...check, reason: 'f1 never began' }));
    expect(others[0]?.text).to.contain('fault ledger');
  });

  it('doubts the load where the server ended connections before any fault', () => {
    const { history } = sampleRun('bad');
    const beginUs = history.events.find(({ kind }) => kind === 'fault.begin')?.atUs ?? 0;
    const connection = 'power-4.1.0';
    const killed = (atUs: number): CheckResult => ({
      name: 'live-connections-kept',
      outcome: 'fail',
      violations: [{ message: 'server ended it', connection, atUs }],
    });
    const unproven = { ...late, name: 'fault-was-observed' };
    const all = adviceOn(judged(unproven, killed(beginUs - 1), late));
    expect(all.map(({ check }) => check)).to.deep.equal([
      'load-was-honest',
      'live-connections-kept',
      'fault-was-observed',
    ]);
    expect(all[1]?.text).to.contain('ended a connection before the first fault began');
    expect(all[1]?.text).to.contain('`load.script`');
    expect(adviceOn(judged(killed(beginUs + 1)))[0]?.text).not.to.contain('before the first');
  });

  it('knows something of a fault that has no words of its own', () => {
    const [advice] = adviceOn(judged(held('f99', 'power-4.1.0')));
    expect(advice?.text).to.contain('holds on to connections');
  });

  it('tells first that the load generator was late, which bears on all else', () => {
    const others = {
      name: 'counts-agree',
      outcome: 'fail' as const,
      violations: [{ message: '' }],
    };
    const [first, second] = adviceOn(judged(others, held('f1', 'power-4.1.0'), late));
    expect(first?.check).to.equal('load-was-honest');
    expect(second?.check).to.equal('zombies-reclaimed');
  });

  it('has nothing to say of a run that passed or that could not begin', () => {
    expect(adviceOn(sampleRun('good'))).to.deep.equal([]);
    const input = judged(held('f1', 'power-4.1.0'));
    const verdict = { ...input.verdict, ended: 'error' as const, endedBecause: 'no server' };
    expect(adviceOn({ ...input, verdict })).to.deep.equal([]);
  });

  it('stands in the terminal, in Markdown and in the banner of the page', () => {
    const input = judged(late);
    const text = summaryLines(input, createPaint(false)).join('\n');
    expect(text).to.match(/^next {7}load-was-honest: the load generator was late/m);
    expect(renderSummary(input)).to.contain('- **load-was-honest**: the load generator');
    const banner = /<header class="banner[\s\S]*?<\/header>/.exec(renderPage(input))?.[0];
    expect(banner).to.contain('href="#check-load-was-honest"');
    expect(renderPage(sampleRun('good'))).not.to.contain('What to look at next');
  });
});
