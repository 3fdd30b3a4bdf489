import { expect } from 'chai';
import type { Finding } from '../contracts/checker.ts';
import { historyBuilder, testFault, type HistoryBuilder } from '../testing/history-builder.ts';
import { eventsDelivered } from './events-delivered.ts';

const connection = 'power-1.1.0';
const gap = { connection, fromSeq: 7, toSeq: 9 };
const received = (
  lastSeq: number,
): { connection: string; count: number; lastSeq: number; repeated: number } => ({
  connection,
  count: lastSeq,
  lastSeq,
  repeated: 0,
});
const sample = { quiescent: false, claimed: 1, limit: 20, reclaimable: 0, open: 1 };
const census = (
  lastSeq: number,
): typeof sample & {
  connections: { connection: string; user: string; state: string; lastSeq: number }[];
} => ({
  ...sample,
  connections: [{ connection, user: 'power-1', state: 'live', lastSeq }],
});

function run(act: (story: HistoryBuilder) => HistoryBuilder, plan = {}): Finding {
  const story = historyBuilder().opens(connection).event('client.received', received(0));
  return eventsDelivered.check(act(story).build(plan));
}
const first = (finding: Finding): string =>
  finding.outcome === 'fail' ? finding.violations[0].message : finding.outcome;

describe('events-delivered', () => {
  it('passes a gap that is replayed or reported in time, in parts and in any order', () => {
    const finding = run((story) =>
      story
        .at(2000)
        .event('client.gap', gap)
        .at(2500)
        .event('client.gap-filled', { ...gap, fromSeq: 8 })
        .at(3000)
        .event('client.gap-reported', { ...gap, toSeq: 7 })
        .at(6000)
        .event('note', { text: 'the end' }),
    );
    expect(finding).to.deep.equal({
      outcome: 'pass',
      measured: { gaps: 1, filled: 1, reported: 1, unjudged: 0 },
    });
  });

  it('fails a gap that stays', () => {
    const finding = run((story) =>
      story.at(2000).event('client.gap', gap).at(6000).event('note', { text: 'the end' }),
    );
    expect(first(finding)).to.equal(
      `events 7–9 to ${connection} were neither replayed nor reported as lost`,
    );
  });

  it('fails the part of a gap that stays, and a replay that comes late', () => {
    const part = run((story) =>
      story
        .at(2000)
        .event('client.gap', gap)
        .event('client.gap-filled', { ...gap, toSeq: 8 })
        .at(4000)
        .leaves(connection),
    );
    expect(first(part)).to.match(/^events 9 to/);
    const late = run((story) =>
      story.at(2000).event('client.gap', gap).at(3001).event('client.gap-filled', gap),
    );
    expect(first(late)).to.include('came only after 1s');
  });

  it('is unknown when every gap came too late to be judged', () => {
    const finding = run((story) =>
      story.at(2000).event('client.gap', gap).at(2900).leaves(connection),
    );
    expect(finding).to.deep.equal({
      outcome: 'unknown',
      reason: 'all 1 gaps came too late to be judged',
    });
  });

  it('stops waiting for a connection when its client leaves or vanishes', () => {
    const gone = (act: (story: HistoryBuilder) => HistoryBuilder): Finding =>
      run((story) =>
        act(story.at(2000).event('client.gap', gap).at(2900))
          .at(6000)
          .event('note', { text: 'the end' }),
      );
    expect(gone((story) => story.leaves(connection)).outcome).to.equal('unknown');
    const vanished = gone((story) => story.event('client.vanished', { connection }));
    expect(vanished.outcome).to.equal('unknown');
    expect(gone((story) => story).outcome).to.equal('fail');
  });

  it('does not hold a zombie’s missing events against the server', () => {
    const plan = { faults: [testFault('f1', ['power-1.1'])] };
    const finding = run(
      (story) =>
        story
          .at(1000)
          .begins('f1', connection)
          .proves('f1', connection)
          .at(2000)
          .event('client.gap', gap)
          .at(6000)
          .event('client.received', received(6)),
      plan,
    );
    expect(finding.outcome).to.equal('pass');
  });

  it('judges the victims of a fault that makes no zombies', () => {
    const harmless = { ...testFault('f1', ['power-1.1']), makesZombies: false };
    const finding = run(
      (story) =>
        story
          .at(1000)
          .begins('f1', connection)
          .provesHarmless('f1', connection)
          .at(2000)
          .event('client.gap', gap)
          .at(6000)
          .event('client.received', received(6)),
      { faults: [harmless] },
    );
    expect(finding.outcome).to.equal('fail');
  });

  it('is unknown when no client reports, and does not apply to servers whose clients never do', () => {
    const silent = historyBuilder().opens(connection);
    expect(eventsDelivered.check(silent.build()).outcome).to.equal('unknown');
    const target = { url: 'ws://127.0.0.1:1/', settings: {}, startWithinMs: 1 };
    expect(eventsDelivered.check(silent.build({ target })).outcome).to.equal('pass');
  });
});

describe('events-delivered, at the end of a stream', () => {
  it('fails when the last events the server emitted never came', () => {
    const finding = run((story) =>
      story.at(5000).event('census', census(12)).at(6000).event('client.received', received(11)),
    );
    expect(first(finding)).to.equal(
      `${connection} never got events 12, which the server had emitted last`,
    );
  });

  it('waits for what is still on the way', () => {
    const onTheWay = run((story) =>
      story.at(5000).event('census', census(12)).at(5900).event('client.received', received(11)),
    );
    expect(onTheWay.outcome).to.equal('pass');
    const arrived = run((story) =>
      story.at(5000).event('census', census(12)).at(6000).event('client.received', received(12)),
    );
    expect(arrived.outcome).to.equal('pass');
  });

  it('waits no longer once both have said goodbye', () => {
    const goodbye = (lastSeq: number): Finding =>
      run((story) =>
        story
          .at(5000)
          .event('census', census(12))
          .at(5010)
          .event('tap.close-frame', { connection, by: 'client', code: 1000 })
          .at(5012)
          .event('tap.close-frame', { connection, by: 'server', code: 1000 })
          .at(5013)
          .event('client.received', received(lastSeq)),
      );
    expect(goodbye(11).outcome).to.equal('fail');
    expect(goodbye(12).outcome).to.equal('pass');
  });

  it('goes on waiting when it is the server that closes first', () => {
    const finding = run((story) =>
      story
        .at(5000)
        .event('census', census(12))
        .at(5010)
        .event('tap.close-frame', { connection, by: 'server', code: 1001 })
        .at(5013)
        .event('client.received', received(11)),
    );
    expect(finding.outcome).to.equal('pass');
  });

  it('tells one missing end once, also behind a gap that was filled', () => {
    const finding = run((story) =>
      story
        .at(2000)
        .event('client.gap', { connection, fromSeq: 11, toSeq: 11 })
        .event('client.gap-filled', { connection, fromSeq: 11, toSeq: 11 })
        .at(5000)
        .event('census', census(12))
        .at(6000)
        .event('client.received', received(11))
        .at(6500)
        .event('client.received', received(11)),
    );
    expect(finding).to.have.property('violations').with.lengthOf(1);
  });

  it('leaves to the gap what the client knows is missing', () => {
    const finding = run((story) =>
      story
        .at(2000)
        .event('client.gap', gap)
        .event('client.gap-reported', gap)
        .at(5000)
        .event('census', census(12))
        .at(6000)
        .event('client.received', received(6)),
    );
    expect(finding.outcome).to.equal('pass');
  });
});
