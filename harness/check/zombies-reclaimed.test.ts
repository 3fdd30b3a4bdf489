import { expect } from 'chai';
import { messages, missed, plan, run, victims } from './testing/two-zombies.ts';
import type { Finding } from '../contracts/checker.ts';
import {
  historyBuilder,
  testFault,
  testServiceLevel,
  type HistoryBuilder,
} from '../testing/history-builder.ts';
import { zombiesReclaimed } from './zombies-reclaimed.ts';

describe('zombies-reclaimed', () => {
  it('passes when every zombie is gone in time, and tells how fast', () => {
    const finding = run((story) =>
      story.at(2000).serverCloses('power-1.1.0').at(3200).serverCloses('power-2.1.0'),
    );
    expect(finding).to.deep.include({ outcome: 'pass' });
    expect(finding).to.have.property('measured').that.includes({
      injected: 2,
      reclaimed: 2,
      efficiencyPercent: 100,
      slowestMs: 2000,
    });
  });

  it('fails a zombie that is reclaimed late', () => {
    const finding = run((story) =>
      story.at(2000).serverCloses('power-1.1.0').at(3201).serverCloses('power-2.1.0'),
    );
    expect(messages(finding)).to.deep.equal([
      'zombie power-2.1.0 was reclaimed 2s after its proof, not within 2s (slotFree)',
    ]);
  });

  it('takes Close and FIN for nothing where the fault has provoked them: the descriptor tells', () => {
    const says = (told: HistoryBuilder): HistoryBuilder =>
      victims.reduce((story, connection) => {
        const by = { connection, by: 'server' } as const;
        return story
          .event('tap.close-frame', { ...by, code: 1002 })
          .event('tap.end', { ...by, how: 'fin' });
      }, told.at(1150));
    const letsGo = (told: HistoryBuilder): HistoryBuilder =>
      says(told).at(2000).event('socket.gone', missed('power-1.1.0', 1900));
    const serviceLevel = { ...testServiceLevel, judge: 'closeSeen' } as const;
    const ignoring = plan.faults.map((fault) => ({ ...fault, ignoresClose: true }));
    expect(messages(run(letsGo, { serviceLevel, faults: ignoring }))).to.deep.equal([
      'zombie power-2.1.0 was never reclaimed: still held 3.8s after its proof, not within 2s (socketGone)',
    ]);
    expect(run(says, { serviceLevel, faults: ignoring })).to.deep.equal({
      outcome: 'unknown',
      reason: 'nothing in this run could see socketGone of this server',
    });
    expect(run(says, { serviceLevel })).to.deep.include({ outcome: 'pass' });
  });

  it('fails a zombie that is never reclaimed: it is no missing sample', () => {
    const finding = run((story) => story.at(2000).serverCloses('power-1.1.0'));
    expect(messages(finding)).to.deep.equal([
      'zombie power-2.1.0 was never reclaimed: still held 3.8s after its proof, not within 2s (slotFree)',
    ]);
    expect(finding).to.have.nested.property('measured.efficiencyPercent', 50);
  });

  it('takes nothing for a merit that happens once the fault heals', () => {
    const healedThenClosed = historyBuilder()
      .at(1200)
      .begins('f1', victims[0])
      .proves('f1', victims[0])
      .at(5000)
      .heals('f1')
      .after(1)
      .serverCloses(victims[0])
      .build(plan);
    expect(zombiesReclaimed.check(healedThenClosed).outcome).to.equal('fail');
  });

  it('judges the sign that the service level names', () => {
    const closedOnly = (story: HistoryBuilder): HistoryBuilder =>
      victims.reduce(
        (told, connection) => told.event('tap.end', { connection, by: 'server', how: 'rst' }),
        story.at(2000).event('census', {
          quiescent: false,
          claimed: 2,
          limit: 20,
          reclaimable: 0,
          open: 2,
        }),
      );
    const by = (judge: 'closeSeen' | 'slotFree'): object => ({
      serviceLevel: { ...testServiceLevel, judge },
    });
    expect(run(closedOnly, by('closeSeen')).outcome).to.equal('pass');
    expect(run(closedOnly, by('slotFree')).outcome).to.equal('fail');
  });

  it('counts a server faster than the proof as zero', () => {
    const finding = run((story) =>
      story.at(1150).serverCloses('power-1.1.0').serverCloses('power-2.1.0'),
    );
    expect(finding).to.have.nested.property('measured.slowestMs', 0);
  });

  it('is unknown when nothing could see the sign it judges', () => {
    const blind = { serviceLevel: { ...testServiceLevel, judge: 'socketGone' as const } };
    const finding = run((story) => story.at(2000).serverCloses('power-1.1.0'), blind);
    expect(finding).to.deep.equal({
      outcome: 'unknown',
      reason: 'nothing in this run could see socketGone of this server',
    });
  });

  it('is unknown when the client leaves before the service level is up', () => {
    const finding = run((story) => story.at(2000).leaves(...victims));
    expect(finding).to.deep.include({ outcome: 'unknown' });
    expect(run((story) => story.at(4000).leaves(...victims)).outcome).to.equal('fail');
  });

  it('judges by the descriptor where the kernel can be asked', () => {
    const judged = (kind: 'socket.gone' | 'slot.free'): Finding =>
      run(
        (story) =>
          victims.reduce(
            (told, connection) => told.event(kind, missed(connection, 1900)),
            story.at(0).event('target.started', { pid: 7, url: 'ws://x' }).at(2000),
          ),
        { serviceLevel: { ...testServiceLevel, judge: 'socketGone' as const } },
      );
    expect(judged('socket.gone').outcome).to.equal('pass');
    expect(judged('slot.free').outcome).to.equal('fail');
  });

  it('measures what the cleanups did, and counts late ones as got back', () => {
    const cleanup = { trigger: 'sweep', level: 'moderate', examined: 5 };
    const finding = run((story) =>
      story
        .at(2000)
        .event('target.cleanup', { ...cleanup, removed: 1 })
        .serverCloses('power-1.1.0')
        .at(4000)
        .event('target.cleanup', { ...cleanup, removed: 2 })
        .serverCloses('power-2.1.0'),
    );
    expect(finding).to.have.property('measured').that.includes({
      reclaimed: 1,
      late: 1,
      efficiencyPercent: 100,
      cleanups: 2,
      removedByCleanup: 3,
    });
  });

  it('takes a freed descriptor for a close, where the fault keeps the tap from seeing one', () => {
    const judged = { serviceLevel: { ...testServiceLevel, judge: 'closeSeen' as const } };
    const finding = run(
      (story) =>
        victims
          .reduce(
            (told, connection) => told.event('socket.gone', missed(connection, 1900)),
            story.at(2000),
          )
          .at(4900)
          .serverCloses(victims[0])
          .serverCloses(victims[1]),
      { ...plan, ...judged },
    );
    expect(finding).to.deep.include({ outcome: 'pass' });
    expect(finding).to.have.nested.property('measured.slowestMs', 800);
  });

  it('takes a FIN for a goodbye like a Close, and nothing else', () => {
    const fin = run((story) =>
      victims.reduce(
        (told, connection) => told.event('tap.end', { connection, by: 'client', how: 'fin' }),
        story.at(2000),
      ),
    );
    expect(fin.outcome).to.equal('unknown');
    const talking = run((story) =>
      victims.reduce(
        (told, connection) =>
          told
            .at(1300)
            .event('client.received', { connection, count: 1, lastSeq: 1, repeated: 0 })
            .at(3000)
            .serverCloses(connection),
        story,
      ),
    );
    expect(talking.outcome).to.equal('pass');
  });

  it('does not take the FIN that a half-close injects for a goodbye', () => {
    const halfClosed = (reclaimedMs: number): Finding =>
      zombiesReclaimed.check(
        historyBuilder()
          .at(1100)
          .begins('f1', victims[0])
          .after(5)
          .event('tap.end', { connection: victims[0], by: 'client', how: 'fin' })
          .after(5)
          .proves('f1', victims[0])
          .at(reclaimedMs)
          .serverCloses(victims[0])
          .at(5000)
          .heals('f1')
          .build(plan),
      );
    expect(halfClosed(2000).outcome).to.equal('pass');
    expect(halfClosed(4000).outcome).to.equal('fail');
  });

  it('is unknown when zombies were planned and none was proven', () => {
    const none = historyBuilder()
      .at(1000)
      .begins('f1', ...victims)
      .build(plan);
    expect(zombiesReclaimed.check(none).outcome).to.equal('unknown');
  });

  it('passes with nothing to do when no fault makes zombies', () => {
    const harmless = { ...testFault('f1', ['power-1.1']), makesZombies: false };
    const history = historyBuilder()
      .at(1000)
      .begins('f1', victims[0])
      .provesHarmless('f1', victims[0])
      .build({ faults: [harmless] });
    expect(zombiesReclaimed.check(history)).to.deep.equal({
      outcome: 'pass',
      measured: { injected: 0 },
    });
  });
});
