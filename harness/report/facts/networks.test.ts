import { expect } from 'chai';
import type { ReportInput } from '../../contracts/reporter.ts';
import { renderSummary } from '../markdown.ts';
import { renderPage } from '../html/page.ts';
import { at } from '../testing/sample-clock.ts';
import { sampleRun } from '../testing/sample-run.ts';
import { createPaint } from '../text/paint.ts';
import { summaryLines } from '../text/summary.ts';
import { readRunFacts } from './run-facts.ts';

/** The sample run with its power users on a slow network and everybody else on a wired one. */
function onNetworks(): ReportInput {
  const input = sampleRun('bad');
  const { plan, events } = input.history;
  const users = plan.load.users.map((user) => ({
    ...user,
    network: user.cohort === 'power' ? 'slow' : 'wired',
  }));
  const networks = [
    { name: 'wired', toxics: [] },
    { name: 'slow', toxics: [], lossPercent: 0.2 },
  ];
  const measured = (network: string, ...roundTripsMs: readonly number[]) =>
    ({ kind: 'network.measured', atUs: at(2000), network, asked: 5, roundTripsMs }) as const;
  const told = [measured('wired'), measured('slow', 140, 151.2, 188)];
  const history = {
    plan: { ...plan, load: { ...plan.load, users, networks } },
    events: [...events, ...told].toSorted((one, other) => one.atUs - other.atUs),
  };
  return { ...input, history };
}

describe('networks in the report', () => {
  it('are counted with their users, their connections and what became of them', () => {
    const [wired, slow] = readRunFacts(onNetworks().history).networks;
    expect(slow).to.include({ network: 'slow', users: 4, roundTripP50Ms: 151.2 });
    expect(slow).to.include({ roundTripP99Ms: 188, zombies: 4, zombiesKept: 4 });
    expect(wired).to.include({ network: 'wired', roundTripP50Ms: null, zombies: 3 });
    const all = readRunFacts(onNetworks().history).attempts.filter(
      ({ outcome }) => outcome === 'open',
    );
    expect((wired?.connections ?? 0) + (slow?.connections ?? 0)).to.equal(all.length);
  });

  it('stand in the summaries and on the page', () => {
    const input = onNetworks();
    expect(summaryLines(input, createPaint(false)).join('\n')).to.match(
      /^networks {3}\d+ wired · 4 slow \(151ms\)$/m,
    );
    expect(renderSummary(input)).to.match(/\| slow +\| 4 +\| 151.2ms +\| 188ms +\|/);
    expect(renderPage(input)).to.contain('Network by network');
    const leftOut = /packets lost are not applied \(slow 0.2%\)/;
    expect(summaryLines(input, createPaint(false)).join('\n')).to.match(leftOut);
    expect(renderSummary(input)).to.match(leftOut);
    expect(renderPage(input)).to.match(leftOut);
  });

  it('are left out where there are none', () => {
    const input = sampleRun('bad');
    expect(readRunFacts(input.history).networks).to.deep.equal([]);
    expect(summaryLines(input, createPaint(false)).join('\n')).not.to.contain('networks');
    expect(renderSummary(input)).not.to.contain('Network');
    expect(renderPage(input)).not.to.contain('Network by network');
  });
});
