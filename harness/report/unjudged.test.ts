import { expect } from 'chai';
import type { ReportInput } from '../contracts/reporter.ts';
import { readRunFacts } from './facts/run-facts.ts';
import { renderPage } from './html/page.ts';
import { renderSummary } from './markdown.ts';
import { sampleRun } from './testing/sample-run.ts';
import { createPaint } from './text/paint.ts';
import { summaryLines } from './text/summary.ts';

/** The bad sample run, interrupted a second after its zombies were proven. */
function interrupted(): ReportInput {
  const { history, verdict, ...run } = sampleRun('bad');
  const proven = history.events.findLast(({ kind }) => kind === 'fault.proof');
  const endUs = (proven?.atUs ?? 0) + 1_000_000;
  const events = [
    ...history.events.filter(({ atUs }) => atUs < endUs),
    { kind: 'run.end' as const, atUs: endUs, reason: 'interrupted' as const },
  ];
  const zombies = { injected: 7, reclaimed: 0, late: 0, never: 0, unjudged: 7 };
  const none = { count: 0, p50: null, p95: null, p99: null, max: null, never: 0 };
  return {
    ...run,
    history: { ...history, events },
    verdict: {
      ...verdict,
      outcome: 'unknown',
      ended: 'interrupted',
      checks: [],
      matrix: { zombies, healthy: { kept: 19, killed: 0 } },
      reclaim: { closeSeen: none, slotFree: none, socketGone: none },
    },
  };
}

describe('zombies that a run was too short to judge', () => {
  it('are told as such by the terminal, not as never reclaimed', () => {
    const text = summaryLines(interrupted(), createPaint(false)).join('\n');
    expect(text).to.contain('of 7 proven zombies 0 reclaimed in time, 7 not judged');
    expect(text).to.contain('7 injected · 0 reclaimed in time · 0 late · 0 never · 7 not judged');
    expect(text).not.to.contain('never (');
  });

  it('are told as such in Markdown', () => {
    expect(renderSummary(interrupted())).to.match(/\| not judged +\|/);
    expect(renderSummary(sampleRun('bad'))).not.to.contain('not judged');
  });

  it('have their place on the page, with nothing in red', () => {
    const page = renderPage(interrupted());
    expect(page).to.contain('7 not judged').and.not.contain('never (');
    expect(page).not.to.contain('Trust the verdict');
    expect(renderPage(sampleRun('bad'))).not.to.contain('id="list-unjudged"');
  });

  it('are of a run whose phases end where it was cut', () => {
    const { timeline } = readRunFacts(interrupted().history);
    expect(timeline.phases.map(({ name }) => name)).to.deep.equal(['baseline', 'chaos']);
    expect(timeline.phases.at(-1)?.endMs).to.equal(timeline.endMs);
  });
});
