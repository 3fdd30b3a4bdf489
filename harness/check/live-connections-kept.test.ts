import { expect } from 'chai';
import type { Finding } from '../contracts/checker.ts';
import { historyBuilder, testFault, type HistoryBuilder } from '../testing/history-builder.ts';
import { liveConnectionsKept } from './live-connections-kept.ts';

const alive = 'returning-1.1.0';
const dead = 'power-1.1.0';
const plan = { faults: [testFault('f1', ['power-1.1'])] };

/** One alive, one zombie from 1.2 s to 5 s. */
function run(act: (story: HistoryBuilder) => HistoryBuilder): Finding {
  const story = historyBuilder()
    .opens(alive, dead)
    .at(1100)
    .begins('f1', dead)
    .at(1200)
    .proves('f1', dead);
  return liveConnectionsKept.check(act(story).at(5000).heals('f1').build(plan));
}
const first = (finding: Finding): string =>
  finding.outcome === 'fail' ? finding.violations[0].message : finding.outcome;

describe('live-connections-kept', () => {
  it('passes a server that closes only the dead', () => {
    const finding = run((story) => story.at(2000).serverCloses(dead));
    expect(finding).to.deep.equal({
      outcome: 'pass',
      measured: { healthy: 1, killed: 0, evicted: 0 },
    });
  });

  it('fails a server that closes a living client, by Close, FIN or RST', () => {
    expect(first(run((story) => story.at(2000).serverCloses(alive, 1001)))).to.equal(
      `server ended ${alive} (Close 1001) though its client was alive`,
    );
    const reset = run((story) =>
      story.at(2000).event('tap.end', { connection: alive, by: 'server', how: 'rst' }),
    );
    expect(first(reset)).to.include('(RST)');
  });

  it('excuses a server for a connection in which a victim came back and was hit again', () => {
    const back = 'power-1.1.1';
    const again = (story: HistoryBuilder): HistoryBuilder =>
      story.at(2000).serverCloses(dead).at(2100).opens(back).at(3000).serverCloses(back, 1001);
    expect(first(run(again))).to.include(`server ended ${back}`);
    const told = run((story) =>
      again(story)
        .at(4900)
        .event('fault.joined', { fault: 'f1', victims: [back] }),
    );
    expect(told.outcome).to.equal('pass');
  });

  it('blames nobody for what broke while a Toxiproxy was stuck, before that was noticed', () => {
    const stuck = { part: 'toxiproxy', pid: 2, killedPid: 1, reason: 'stuck' } as const;
    const broken = (aliveUntilUs: number): Finding =>
      run((story) =>
        story
          .at(2000)
          .serverCloses(alive, 1001)
          .at(4000)
          .event('part.restarted', { ...stuck, aliveUntilUs }),
      );
    expect(broken(1_900_000).outcome).not.to.equal('fail');
    expect(broken(2_100_000).outcome).to.equal('fail');
  });

  it('blames nobody for what was ended while the load itself stood still', () => {
    const counts = { plannedStarts: 1, achievedStarts: 1, dropped: 0, usersActive: 1 };
    const endedAt = (ms: number, loopDelayMaxMs: number): Finding =>
      run((story) =>
        [1500, 2500, 3500]
          .reduce((told, atMs) => {
            const delayMs = atMs === 2500 ? loopDelayMaxMs : 2;
            const delays = { loopDelayP99Ms: delayMs, loopDelayMaxMs: delayMs };
            return told.at(atMs).event('load.sample', { ...counts, ...delays });
          }, story)
          .at(ms)
          .serverCloses(alive, 1001),
      );
    expect(endedAt(2000, 745)).to.deep.equal({
      outcome: 'unknown',
      reason: 'the load itself stood still for 745 ms when the server ended 1 of its connections',
    });
    expect(endedAt(2600, 745).outcome).to.equal('unknown');
    for (const other of [endedAt(2000, 249), endedAt(1499, 745), endedAt(3000, 745)])
      expect(other.outcome).to.equal('fail');
  });

  it('fails an announced eviction while a zombie is still held, and allows it when none is', () => {
    expect(first(run((story) => story.at(2000).serverCloses(alive, 4001)))).to.include(
      'and zombies were still held',
    );
    const afterwards = run((story) =>
      story.at(2000).serverCloses(dead).at(2100).serverCloses(alive, 4001),
    );
    expect(afterwards).to.have.nested.property('measured.evicted', 1);
  });

  it('takes a zombie for held no longer than the last look that saw it', () => {
    const evictsAt = (ms: number): Finding =>
      run((story) =>
        story
          .at(ms)
          .event('tap.close-frame', { connection: alive, by: 'server', code: 4001 })
          .at(2500)
          .event('slot.free', { connection: dead, seenUntilUs: 2_000_000 }),
      );
    expect(first(evictsAt(1999))).to.include('and zombies were still held');
    expect(evictsAt(2001).outcome).to.equal('pass');
    const unannounced = run((story) =>
      story.at(2000).serverCloses(dead).at(2100).serverCloses(alive, 1001),
    );
    expect(unannounced.outcome).to.equal('fail');
  });

  it('does not blame the server for what the client began', () => {
    const left = run((story) => story.at(2000).leaves(alive).serverCloses(alive));
    expect(left.outcome).to.equal('pass');
    const vanished = run((story) =>
      story.at(2000).event('client.vanished', { connection: alive }).at(2500).serverCloses(alive),
    );
    expect(vanished.outcome).to.equal('pass');
    const broken = run((story) =>
      story
        .at(2000)
        .event('tap.protocol-error', { connection: alive, by: 'client', reason: 'mask' })
        .serverCloses(alive, 1002),
    );
    expect(broken.outcome).to.equal('pass');
    const brokenByServer = run((story) =>
      story
        .at(2000)
        .event('tap.protocol-error', { connection: alive, by: 'server', reason: 'opcode' })
        .serverCloses(alive, 1002),
    );
    expect(brokenByServer.outcome).to.equal('fail');
  });

  it('holds the server to a victim before its fault, and again once it may have noticed the heal', () => {
    const before = historyBuilder().opens(dead).at(900).serverCloses(dead).build(plan);
    expect(liveConnectionsKept.check(before).outcome).to.equal('fail');
    const after = (ms: number): Finding =>
      liveConnectionsKept.check(
        historyBuilder()
          .opens(alive, dead)
          .at(1100)
          .begins('f1', dead)
          .proves('f1', dead)
          .at(2000)
          .heals('f1')
          .after(ms)
          .serverCloses(dead)
          .build(plan),
      );
    expect(after(2000).outcome).to.equal('pass');
    expect(after(2001).outcome).to.equal('fail');
  });

  it('does not judge the run’s own shutdown', () => {
    const shutdown = run((story) =>
      story.at(6000).phase('end', 'recovery').after(1).serverCloses(alive),
    );
    expect(shutdown.outcome).to.equal('pass');
  });

  it('is unknown when nobody healthy was ever connected', () => {
    expect(liveConnectionsKept.check(historyBuilder().build()).outcome).to.equal('unknown');
  });
});
