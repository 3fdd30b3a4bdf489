import { expect } from 'chai';
import type { Finding } from '../contracts/checker.ts';
import type { PlannedUser } from '../contracts/plan.ts';
import { historyBuilder, testPlan, type HistoryBuilder } from '../testing/history-builder.ts';
import { priorityAdmitted } from './priority-admitted.ts';

const first = 'enterprise-1.1.0';
const second = 'enterprise-1.1.1';
const low = 'signup-1.1.0';
const user: PlannedUser = {
  id: 'enterprise-1',
  cohort: 'enterprise',
  connections: 1,
  startAfterMs: 1000,
  arrival: true,
  seed: 1,
};
const load = { ...testPlan.load, users: [user] };

function run(act: (story: HistoryBuilder) => HistoryBuilder): Finding {
  const story = act(historyBuilder().at(1000));
  return priorityAdmitted.check(story.at(7000).phase('end', 'recovery').build({ load }));
}
const refused = (connection: string): { connection: string; status: number; reason: string } => ({
  connection,
  status: 503,
  reason: 'limit',
});
const message = (finding: Finding): string =>
  finding.outcome === 'fail' ? finding.violations[0].message : finding.outcome;

describe('priority-admitted', () => {
  it('is unknown where the server knows no such path, and fails one that is full for everybody', () => {
    const answered = (status: number): Finding =>
      run((story) =>
        story
          .event('client.connecting', { connection: first })
          .after(10)
          .event('client.refused', { connection: first, status, reason: 'no' })
          .at(6000)
          .event('note', { text: 'the end' }),
      );
    expect(answered(404)).to.deep.equal({
      outcome: 'unknown',
      reason: 'nobody got in: 1 upgrades refused, the first with 404, no',
    });
    expect(answered(503).outcome).to.equal('fail');
  });

  it('passes an enterprise user who gets in at the second try, in time', () => {
    const finding = run((story) =>
      story
        .event('client.connecting', { connection: first })
        .after(5)
        .event('client.refused', refused(first))
        .after(900)
        .event('client.connecting', { connection: second })
        .after(5)
        .event('client.open', { connection: second, tookMs: 5 }),
    );
    expect(finding).to.deep.equal({
      outcome: 'pass',
      measured: { episodes: 1, admitted: 1, slowestMs: 910 },
    });
  });

  it('fails when the first try was too long ago, however quick the last one was', () => {
    const finding = run((story) =>
      story
        .event('client.connecting', { connection: first })
        .event('client.refused', refused(first))
        .after(1500)
        .opens(second),
    );
    expect(message(finding)).to.equal(
      'enterprise-1.1 was admitted only after 1.5s, the service level is 1s',
    );
  });

  it('fails an enterprise user who never gets in', () => {
    const finding = run((story) =>
      story
        .event('client.connecting', { connection: first })
        .event('client.refused', refused(first))
        .at(6000)
        .event('note', { text: 'the end' }),
    );
    expect(message(finding)).to.equal(
      'enterprise-1.1 was not admitted within 5s, the service level is 1s',
    );
  });

  it('fails when a lower class overtakes one who waits', () => {
    const finding = run((story) =>
      story
        .event('client.connecting', { connection: first })
        .event('client.refused', refused(first))
        .after(300)
        .opens(low)
        .after(300)
        .opens(second),
    );
    expect(message(finding)).to.equal(
      `${low} was admitted while enterprise-1.1 had been waiting for 300ms`,
    );
  });

  it('takes two who knock together for simultaneous', () => {
    const finding = run((story) =>
      story
        .event('client.connecting', { connection: first })
        .after(200)
        .event('client.connecting', { connection: low })
        .after(300)
        .event('client.open', { connection: low, tookMs: 300 })
        .event('client.open', { connection: first, tookMs: 500 }),
    );
    expect(finding.outcome).to.equal('pass');
  });

  it('is unknown when an enterprise user of the plan never tried', () => {
    expect(run((story) => story.opens(low))).to.deep.equal({
      outcome: 'unknown',
      reason: 'enterprise-1.1 never tried to connect',
    });
  });

  it('passes with nothing to do when the plan has no enterprise user', () => {
    expect(priorityAdmitted.check(historyBuilder().opens(low).build()).outcome).to.equal('pass');
  });
});
