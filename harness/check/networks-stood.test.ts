import { expect } from 'chai';
import type { RunHistory } from '../contracts/checker.ts';
import { historyBuilder, testPlan } from '../testing/history-builder.ts';
import { loadWasHonest } from './load-was-honest.ts';
import { networkDoubts } from './networks-stood.ts';

const toxics = (['upstream', 'downstream'] as const).map((stream) => ({
  type: 'latency',
  stream,
  attributes: { latency: 75, jitter: 20 },
}));
const load = { ...testPlan.load, networks: [{ name: 'slow', toxics }] };

/** 110 ms is the quickest that `slow` can be, 88 ms what a loaded machine may make of it. */
function measured(asked: number, ...roundTripsMs: readonly number[]): RunHistory {
  const sample = { plannedStarts: 1, achievedStarts: 1, dropped: 0, usersActive: 1 };
  return historyBuilder()
    .event('load.ready', { users: 1 })
    .event('load.sample', { ...sample, loopDelayP99Ms: 1, loopDelayMaxMs: 1 })
    .event('network.measured', { network: 'slow', asked, roundTripsMs })
    .build({ load });
}

describe('networks stood', () => {
  it('where every ping took as long as the network', () => {
    expect(networkDoubts(measured(3, 90, 150, 190))).to.deep.equal([]);
  });

  it('and are doubted where one user came past them', () => {
    expect(networkDoubts(measured(3, 2.5, 150, 190))).to.deep.equal([
      'a ping to a user on slow took 2.5 ms, less than the 88 ms of it',
    ]);
  });

  it('and are doubted where nobody answers, or nobody was asked', () => {
    expect(networkDoubts(measured(2))).to.deep.equal(['none of 2 users on slow answered a ping']);
    expect(networkDoubts(historyBuilder().build({ load }))).to.deep.equal([
      'whether users came by slow was not measured',
    ]);
  });

  it('where nobody of them got in, or the plan has none', () => {
    expect(networkDoubts(measured(0))).to.deep.equal([]);
    expect(networkDoubts(historyBuilder().build())).to.deep.equal([]);
  });

  it('or the run proves nothing', () => {
    expect(loadWasHonest.check(measured(1, 150)).outcome).to.equal('pass');
    const { outcome, ...rest } = loadWasHonest.check(measured(1, 2));
    expect(outcome).to.equal('unknown');
    expect(rest).to.have.property('reason').that.contains('slow');
  });
});
