import { expect } from 'chai';
import { historyBuilder, testFault } from '../testing/history-builder.ts';
import { faultWindows, windowsByVictim } from './fault-windows.ts';

const plan = { faults: [testFault('f1', ['a.1']), testFault('f2', ['b.1'])] };

describe('fault windows', () => {
  it('run from begin to healed, with the moment healing began and each proof', () => {
    const history = historyBuilder()
      .at(1)
      .begins('f1', 'a', 'b')
      .at(2)
      .proves('f1', 'a')
      .at(3)
      .proves('f1', 'a', 'b')
      .at(4)
      .event('fault.heal', { fault: 'f1' })
      .at(6)
      .event('fault.healed', { fault: 'f1', how: 'story', tookMs: 2, clean: true })
      .build(plan);
    const [window] = faultWindows(history);
    expect(window).to.include({ beginUs: 1000, healUs: 4000, healedUs: 6000, makesZombies: true });
    expect([...(window?.provenUs ?? [])]).to.deep.equal([
      ['a', 2000],
      ['b', 3000],
    ]);
  });

  it('stay open while they are not healed, and end even if only their end was seen', () => {
    const open = historyBuilder().begins('f1', 'a').at(5).event('fault.heal', { fault: 'f1' });
    expect(faultWindows(open.build(plan))[0]).to.include({ healUs: 5000, healedUs: Infinity });
    const ended = historyBuilder()
      .begins('f1', 'a')
      .at(7)
      .event('fault.healed', { fault: 'f1', how: 'story', tookMs: 0, clean: true });
    expect(faultWindows(ended.build(plan))[0]).to.include({ healUs: 7000, healedUs: 7000 });
  });

  it('take a victim for a possible zombie until a proof or the plan says otherwise', () => {
    const makes = (zombies: boolean | undefined, planned?: boolean): boolean | undefined => {
      const story = historyBuilder().begins('f1', 'a');
      if (zombies === true) story.proves('f1', 'a');
      if (zombies === false) story.provesHarmless('f1', 'a');
      const { makesZombies, ...fault } = testFault('f1', ['a.1']);
      expect(makesZombies).to.equal(true);
      const says = planned === undefined ? {} : { makesZombies: planned };
      return faultWindows(story.build({ faults: [{ ...fault, ...says }] }))[0]?.makesZombies;
    };
    expect([makes(undefined), makes(undefined, false)]).to.deep.equal([true, false]);
    expect([makes(false), makes(true), makes(true, false)]).to.deep.equal([false, true, false]);
  });

  it('tell by name who was proven dead, and when', () => {
    const story = historyBuilder().begins('f1', 'a', 'b').at(2).provesHarmless('f1', 'a', 'b');
    const history = story.at(3).proves('f1', 'b').at(4).proves('f1', 'b').build(plan);
    expect([...(faultWindows(history)[0]?.deadUs ?? [])]).to.deep.equal([['b', 3000]]);
  });

  it('are found by victim, more than one where faults overlap', () => {
    const history = historyBuilder().begins('f1', 'a', 'b').begins('f2', 'b').build(plan);
    const byVictim = windowsByVictim(faultWindows(history));
    expect(byVictim.get('a')?.map(({ fault }) => fault)).to.deep.equal(['f1']);
    expect(byVictim.get('b')?.map(({ fault }) => fault)).to.deep.equal(['f1', 'f2']);
  });

  it('leave out what they never saw begin', () => {
    expect(faultWindows(historyBuilder().proves('f9', 'a').heals('f9').build())).to.deep.equal([]);
  });
});
