import { expect } from 'chai';
import { historyBuilder } from '../testing/history-builder.ts';
import { judgedUntilUs } from './judged-until.ts';

const exit = { part: 'target', code: 1, signal: null } as const;
const story = (): ReturnType<typeof historyBuilder> => historyBuilder().opens('a').at(3000);

describe('judged until', () => {
  it('is the end of recovery, before the run’s own shutdown', () => {
    const history = story()
      .phase('end', 'chaos')
      .after(2000)
      .phase('end', 'recovery')
      .phase('begin', 'final-census')
      .build();
    expect(judgedUntilUs(history)).to.equal(5_000_000);
  });

  it('is half a second before a part was seen to have died, and the very end of one told to', () => {
    const died = story()
      .event('part.exited', { ...exit, expected: false })
      .build();
    expect(judgedUntilUs(died)).to.equal(2_500_000);
    const replaced = { part: 'toxiproxy', pid: 2, killedPid: 1, reason: 'it died' } as const;
    const restarted = story()
      .event('part.restarted', replaced)
      .after(1000)
      .phase('end', 'recovery');
    expect(judgedUntilUs(restarted.build())).to.equal(2_500_000);
    const told = story()
      .event('part.exited', { ...exit, expected: true })
      .build();
    expect(judgedUntilUs(told)).to.equal(3_000_000);
  });

  it('is the last answer of a Toxiproxy that was stuck, however late that was noticed', () => {
    const replaced = { part: 'toxiproxy', pid: 2, killedPid: 1, reason: 'stuck' } as const;
    const stuck = story()
      .after(4000)
      .event('part.restarted', { ...replaced, aliveUntilUs: 3_100_000 })
      .after(1000)
      .phase('end', 'recovery');
    expect(judgedUntilUs(stuck.build())).to.equal(3_100_000);
    const afterTheEnd = story()
      .after(1000)
      .phase('end', 'recovery')
      .after(4000)
      .event('part.restarted', { ...replaced, aliveUntilUs: 3_200_000 });
    expect(judgedUntilUs(afterTheEnd.build())).to.equal(3_200_000);
  });

  it('is just after the last event of a history that stops', () => {
    expect(judgedUntilUs(story().event('note', { text: '' }).build())).to.equal(3_000_001);
    expect(judgedUntilUs(historyBuilder().build())).to.equal(1);
  });
});
