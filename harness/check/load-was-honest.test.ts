import { expect } from 'chai';
import { historyBuilder } from '../testing/history-builder.ts';
import { honestLoad, loadWasHonest } from './load-was-honest.ts';

const good = {
  plannedStarts: 100,
  achievedStarts: 100,
  dropped: 0,
  usersActive: 14,
  loopDelayP99Ms: 12,
  loopDelayMaxMs: 40,
};
const reason = (...samples: Partial<typeof good>[]): string => {
  const story = historyBuilder().event('load.ready', { users: 14 });
  for (const sample of samples) story.after(1000).event('load.sample', { ...good, ...sample });
  const finding = loadWasHonest.check(story.build());
  return finding.outcome === 'unknown' ? finding.reason : finding.outcome;
};

describe('load-was-honest', () => {
  it('passes at its bounds', () => {
    expect(
      reason({}, { loopDelayP99Ms: honestLoad.loopDelayP99Ms, achievedStarts: 95, dropped: 1 }),
    ).to.equal('pass');
  });

  it('is unknown when the engine’s own loop was late second after second', () => {
    expect(reason({ loopDelayP99Ms: 251 }, { loopDelayP99Ms: 251 }, {})).to.equal(
      'event loop delay p99 of the load was over 250 ms in 2 of 3 samples',
    );
    const long = Array.from({ length: 30 }, (_, second) => ({
      loopDelayP99Ms: second < 4 ? 251 : 12,
    }));
    expect(reason(...long)).to.include('in 4 of 30 samples');
    expect(reason(...long.slice(1))).to.include('in 3 of 29');
  });

  it('forgives one slow second, or one in ten, below the hard bound', () => {
    expect(reason({ loopDelayP99Ms: 999, loopDelayMaxMs: 1000 }, {})).to.equal('pass');
    const long = Array.from({ length: 30 }, (_, second) => ({
      loopDelayP99Ms: second < 3 ? 251 : 12,
    }));
    expect(reason(...long)).to.equal('pass');
  });

  it('is unknown when the loop stood still for longer than the hard bound, even once', () => {
    expect(reason({ loopDelayMaxMs: 1001 })).to.include('was 1001 ms, over 1000 ms');
  });

  it('is unknown when starts were missed or dropped', () => {
    expect(reason({}, { achievedStarts: 94 })).to.equal('only 94 of 100 planned starts happened');
    expect(reason({}, { dropped: 2 })).to.equal('2 of 100 iterations were dropped');
  });

  it('is unknown when the messages of the script left late, and tells how late they left', () => {
    const late = (p99Ms: number): ReturnType<typeof loadWasHonest.check> => {
      const story = historyBuilder().event('load.ready', { users: 14 }).after(1000);
      story.event('load.sample', good);
      const values = { med: 1, 'p(99)': p99Ms };
      story.event('load.metric', { metric: 'ws_send_lateness', type: 'trend', values });
      return loadWasHonest.check(story.build());
    };
    expect(late(1001)).to.deep.equal({
      outcome: 'unknown',
      reason: 'lateness p99 of messages of the load was 1001 ms, over 1000 ms',
    });
    expect(late(1000)).to.deep.include({ outcome: 'pass' });
    expect(late(3.14)).to.have.nested.property('measured.sendLatenessP99Ms', 3.1);
  });

  it('does not hold the time before users start against the engine', () => {
    const story = historyBuilder()
      .event('load.sample', { ...good, loopDelayMaxMs: 5000 })
      .after(1)
      .event('load.ready', { users: 14 })
      .after(1)
      .event('load.sample', good);
    expect(loadWasHonest.check(story.build()).outcome).to.equal('pass');
  });

  it('is unknown when the load never reported', () => {
    expect(reason()).to.equal('the load never reported');
  });
});
