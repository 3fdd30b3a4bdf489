import { expect } from 'chai';
import type { Finding } from '../contracts/checker.ts';
import { historyBuilder, type HistoryBuilder } from '../testing/history-builder.ts';
import { usersReadmitted } from './users-readmitted.ts';

const mine = 'power-1.1.0';
const second = 'power-1.2.0';
const other = 'signup-1.1.0';

/** Three are on from the start; a reclaim may take two seconds. */
function run(act: (story: HistoryBuilder) => HistoryBuilder): Finding {
  const story = historyBuilder().opens(mine, second, other).at(1000);
  return usersReadmitted.check(act(story).at(7000).phase('end', 'recovery').build());
}
const loses = (story: HistoryBuilder, connection = mine): HistoryBuilder =>
  story.event('client.closed', { connection, code: 1006, by: 'server' });
const refused = (story: HistoryBuilder, ms: number, status = 503): HistoryBuilder =>
  story.at(ms).event('client.refused', { connection: 'power-1.1.1', status, reason: 'full' });
const message = (finding: Finding): string =>
  finding.outcome === 'fail' ? finding.violations[0].message : finding.outcome;

describe('users-readmitted', () => {
  it('passes where a refusal comes while a reclaim may still go on', () => {
    expect(
      run((story) => refused(loses(story), 2900).after(50).opens('power-1.1.1')),
    ).to.deep.equal({
      outcome: 'pass',
      measured: { users: 2, refusals: 1, unjustified: 0 },
    });
  });

  it('fails where the dead keep the user out for longer, and says so once', () => {
    const finding = run((story) => refused(refused(loses(story), 3500), 3600));
    expect(finding.outcome === 'fail' && finding.violations.length).to.equal(1);
    expect(message(finding)).to.equal(
      'power-1.1 was refused (full) though its user and the server have had fewer living connections than before ' +
        'for 2.5s, the service level is 2s',
    );
  });

  it('takes a proven zombie for no living connection, and one that a fault only slows for one', () => {
    const proven = (story: HistoryBuilder): HistoryBuilder =>
      refused(story.begins('f1', mine).proves('f1', mine), 3500);
    expect(run(proven).outcome).to.equal('fail');
    const slowed = (story: HistoryBuilder): HistoryBuilder =>
      refused(story.begins('f1', mine).provesHarmless('f1', mine), 3500);
    expect(run(slowed).outcome).to.equal('pass');
  });

  it('lets a server be full of the living, and a user have as many as ever', () => {
    const full = (story: HistoryBuilder): HistoryBuilder =>
      refused(loses(story).after(10).opens('signup-2.1.0'), 3500);
    expect(run(full).outcome).to.equal('pass');
    const more = (story: HistoryBuilder): HistoryBuilder => {
      const third = { connection: 'power-1.3.0', status: 429, reason: 'user-limit' };
      return loses(story, other).at(3500).event('client.refused', third);
    };
    expect(run(more).outcome).to.equal('pass');
  });

  it('counts anew from when somebody was let in', () => {
    const again = (story: HistoryBuilder): HistoryBuilder =>
      loses(loses(story).at(2500).opens('power-1.1.1').at(2600), 'power-1.1.1');
    expect(run((story) => refused(again(story), 3500)).outcome).to.equal('pass');
  });

  it('judges neither what did not come from the server, nor one that was asked to stop', () => {
    expect(run((story) => refused(loses(story), 3500, 502)).outcome).to.equal('pass');
    const stop = { fault: 'f2', inject: 'target-stop', victims: [second], plannedMs: 3000 };
    const stopped = (story: HistoryBuilder): HistoryBuilder =>
      refused(loses(story).at(3000).event('fault.begin', stop), 3500);
    expect(run(stopped).outcome).to.equal('pass');
  });

  it('is unjudged after the run itself says goodbye', () => {
    expect(run((story) => refused(loses(story), 7500)).outcome).to.equal('pass');
  });
});
