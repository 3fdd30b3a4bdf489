import { expect } from 'chai';
import type { Finding } from '../contracts/checker.ts';
import { historyBuilder, testFault, testServiceLevel } from '../testing/history-builder.ts';
import type { HistoryBuilder } from '../testing/history-builder.ts';
import { serviceRecovered } from './service-recovered.ts';

const cut = 'power-1.1.0';
const back = 'power-1.1.1';
const others = Array.from({ length: 9 }, (_, index) => `signup-${index + 1}.1.0`);
const level = { recoveredWithinMs: 1000 };

/** Ten are on; one is cut at 1 s, the fault is over at 2 s, service is to be back at 3 s and stay until 7 s. */
function run(
  act: (story: HistoryBuilder) => HistoryBuilder,
  within: { readonly recoveredWithinMs?: number } = level,
  endMs = 7000,
): Finding {
  const story = historyBuilder().event('load.ready', { users: 10 });
  const sample = { plannedStarts: 10, achievedStarts: 10, dropped: 0, usersActive: 10 };
  story
    .opens(cut, ...others)
    .at(900)
    .event('load.sample', { ...sample, loopDelayP99Ms: 5, loopDelayMaxMs: 5 });
  story.at(1000).begins('f1', cut).at(1100).provesHarmless('f1', cut);
  story.event('tap.end', { connection: cut, by: 'server', how: 'rst' });
  story.event('client.closed', { connection: cut, code: 1006, by: 'server' });
  story.at(2000).heals('f1');
  act(story).at(endMs).phase('end', 'recovery');
  return serviceRecovered.check(
    story.build({
      faults: [testFault('f1', ['power-1.1'])],
      serviceLevel: { ...testServiceLevel, ...within },
    }),
  );
}
const returns = (story: HistoryBuilder): HistoryBuilder => story.at(2900).opens(back);
const waits = (story: HistoryBuilder, connection: string, ms: number): HistoryBuilder => {
  const none = { answered: 0, slowestMs: 0, waiting: 1 };
  return story.at(ms).event('client.answers', { connection, ...none, waitedMs: 1200 });
};
const reasonOf = (finding: Finding): string =>
  finding.outcome === 'unknown' ? finding.reason : finding.outcome;
const message = (finding: Finding): string =>
  finding.outcome === 'fail' ? finding.violations[0].message : finding.outcome;

describe('service-recovered', () => {
  it('passes where who was cut is back in time and stays', () => {
    expect(run(returns)).to.deep.equal({
      outcome: 'pass',
      measured: { servedBeforePercent: 100, servedAfterPercent: 100, endedAgain: 0 },
    });
  });

  it('fails where it comes too late, or never', () => {
    expect(message(run((story) => story.at(6900).opens(back)))).to.equal(
      'power-1.1 was not connected 4.9s after the last heal',
    );
    expect(run((story) => story).outcome).to.equal('fail');
  });

  it('allows one moment in twenty', () => {
    expect(run((story) => story.at(3200).opens(back)).outcome).to.equal('pass');
  });

  it('fails where everybody is connected and nobody is answered', () => {
    const deaf = (story: HistoryBuilder): HistoryBuilder =>
      others.reduce((told, connection) => waits(told, connection, 3100), returns(story));
    expect(message(run(deaf))).to.equal(
      'signup-1.1 waited in vain for answers 5s after the last heal',
    );
    const answered = { answered: 4, slowestMs: 1300, waiting: 0, waitedMs: 0 };
    const late = (story: HistoryBuilder): HistoryBuilder =>
      others.reduce(
        (told, connection) => told.event('client.answers', { connection, ...answered }),
        deaf(story).at(3200),
      );
    expect(run(late).outcome).to.equal('pass');
  });

  it('fails where the server throws them out again and again', () => {
    const again = (story: HistoryBuilder): HistoryBuilder =>
      returns(story)
        .at(4000)
        .serverCloses(back, 4001)
        .event('client.closed', { connection: back, code: 4001, by: 'server' })
        .after(10)
        .opens('power-1.1.2');
    expect(message(run(again))).to.equal(
      'server ended power-1.1 again, though the faults were over',
    );
  });

  it('expects nobody who has left or was taken away', () => {
    const gone = (story: HistoryBuilder): HistoryBuilder =>
      returns(story)
        .at(2950)
        .event('client.closed', { connection: back, code: 1000, by: 'client' })
        .event('client.vanished', { connection: 'signup-1.1.0' });
    expect(run(gone).outcome).to.equal('pass');
  });

  it('is unknown where the run leaves no time to see it, or nobody was on', () => {
    expect(reasonOf(run(returns, level, 3900))).to.equal(
      'the run left 1.9s after the last heal, too little to see it recover and stay so',
    );
    const plan = { faults: [testFault('f1', [])], serviceLevel: { ...testServiceLevel, ...level } };
    expect(reasonOf(serviceRecovered.check(historyBuilder().build(plan)))).to.equal(
      'no fault ever began',
    );
    const empty = historyBuilder().at(1000).begins('f1').at(2000).heals('f1').at(7000);
    const history = empty.phase('end', 'recovery').build(plan);
    expect(reasonOf(serviceRecovered.check(history))).to.equal('nobody was on before the faults');
  });

  it('has nothing to hold where the service level does not ask for it', () => {
    expect(run((story) => story, {})).to.deep.equal({
      outcome: 'pass',
      measured: { applies: 'no: the service level names no recoveredWithin' },
    });
  });
});
