import { expect } from 'chai';
import { messages, missed, run, victims } from './testing/two-zombies.ts';
import type { Finding } from '../contracts/checker.ts';
import { testServiceLevel } from '../testing/history-builder.ts';

const reasonOf = (finding: Finding): string =>
  finding.outcome === 'unknown' ? finding.reason : '';

describe('zombies-reclaimed where nobody looked for a while', () => {
  const [one, other] = victims;
  /** The first is well in time; the second was last seen at `seenMs`, and gone at `goneMs`. */
  const went = (seenMs: number, goneMs: number): Finding =>
    run((story) =>
      story.at(2000).serverCloses(one).at(goneMs).event('slot.free', missed(other, seenMs)),
    );

  it('passes what was gone in time, however long nobody had looked', () => {
    expect(went(300, 3200).outcome).to.equal('pass');
  });

  it('fails what was still seen when its time was up, late or never', () => {
    expect(messages(went(3200, 3900))).to.deep.equal([
      'zombie power-2.1.0 was reclaimed 2.7s after its proof, not within 2s (slotFree)',
    ]);
    expect(messages(went(3200, 6000))).to.deep.equal([
      'zombie power-2.1.0 was never reclaimed: still held 3.8s after its proof, not within 2s (slotFree)',
    ]);
  });

  it('knows nothing of what went between, and says so', () => {
    const told = (seen: string, gone: string): string =>
      `1 of 2 zombies went while nobody looked: power-2.1.0 was last seen held ${seen} its proof and first missed ${gone} after it, so that reclaim within 2s (slotFree) cannot be told`;
    expect(reasonOf(went(3199, 4900))).to.equal(told('2s after', '3.7s'));
    expect(reasonOf(went(1100, 4900))).to.equal(told('100ms before', '3.7s'));
    expect(reasonOf(went(2200, 5500))).to.equal(told('1s after', '4.3s'));
  });

  it('knows the descriptor to have been closed between, where nobody heard a close', () => {
    const judged = { serviceLevel: { ...testServiceLevel, judge: 'closeSeen' as const } };
    const goneAt = (ms: number, seenMs: number): Finding =>
      run((story) => {
        const told = story.at(2000).serverCloses(one);
        return told.at(ms).event('socket.gone', missed(other, seenMs));
      }, judged);
    expect(goneAt(4000, 2000).outcome).to.equal('unknown');
    expect(goneAt(4000, 3300).outcome).to.equal('fail');
  });

  it('fails for another one that is late', () => {
    const finding = run((story) =>
      story.at(4000).serverCloses(one).event('slot.free', missed(other, 2000)),
    );
    expect(messages(finding)).to.have.length(1);
    expect(finding)
      .to.have.property('measured')
      .that.includes({ late: 1, unjudged: 1, efficiencyPercent: 100 });
  });

  it('tells of both who was not given the time, and who went unseen', () => {
    const finding = run((story) =>
      story.at(3000).leaves(one).at(4000).event('slot.free', missed(other, 2000)),
    );
    expect(reasonOf(finding)).to.match(/^1 of 2 zombies were not given .*; 1 of 2 zombies went/);
  });
});
