import { expect } from 'chai';
import type { RunHistory } from '../contracts/checker.ts';
import { historyBuilder, testFault, type HistoryBuilder } from '../testing/history-builder.ts';
import { eventsDelivered } from './events-delivered.ts';
import { faultWindows } from './fault-windows.ts';
import { messages } from './testing/two-zombies.ts';
import { zombieLedger } from './zombie-ledger.ts';
import { zombiesReclaimed } from './zombies-reclaimed.ts';

const [forgotten, awake, back] = ['power-1.1.0', 'power-2.1.0', 'power-1.1.1'] as const;
const fault = {
  ...testFault('f1', ['power-1.1', 'power-2.1']),
  inject: 'idle-cut',
  makesZombies: false,
  killsUntilMs: 2500,
};

/** On from 1 s to 5 s; it is proven of both at 1.2 s. */
function history(act: (story: HistoryBuilder) => HistoryBuilder): RunHistory {
  const story = historyBuilder()
    .opens(forgotten, awake)
    .at(1000)
    .begins('f1', forgotten, awake)
    .at(1200)
    .provesHarmless('f1', forgotten, awake);
  return act(story)
    .at(5000)
    .heals('f1')
    .at(7000)
    .phase('end', 'recovery')
    .build({
      faults: [fault],
    });
}

describe('zombies that die one by one while their fault is on', () => {
  it('are given their time from their own death on', () => {
    const dies = (closedMs: number): RunHistory =>
      history((story) =>
        story.at(2000).proves('f1', forgotten).at(closedMs).serverCloses(forgotten),
      );
    expect(zombiesReclaimed.check(dies(4000))).to.deep.include({ outcome: 'pass' });
    expect(messages(zombiesReclaimed.check(dies(4001)))).to.deep.equal([
      'zombie power-1.1.0 was reclaimed 2s after its proof, not within 2s (slotFree)',
    ]);
  });

  it('are those alone that were proven dead, in connections in which victims came back too', () => {
    const told = history((story) =>
      story
        .at(2000)
        .proves('f1', forgotten)
        .opens(back)
        .at(2400)
        .proves('f1', back)
        .at(4900)
        .serverCloses(forgotten)
        .event('fault.joined', { fault: 'f1', victims: [back] }),
    );
    expect(
      zombieLedger(told).map(({ connection, provenUs }) => [connection, provenUs]),
    ).to.deep.equal([
      [forgotten, 2_000_000],
      [back, 2_400_000],
    ]);
    expect(messages(zombiesReclaimed.check(told))).to.have.length(2);
    const [window] = faultWindows(told);
    expect(window).to.deep.include({ victims: [forgotten, awake], joined: [back] });
  });

  it('may be none at all, where the server keeps its connections awake', () => {
    const finding = zombiesReclaimed.check(history((story) => story));
    expect(finding).to.deep.equal({ outcome: 'pass', measured: { injected: 0 } });
  });

  it('miss events rightly, and the living do not', () => {
    const misses = (connection: string): string => {
      const gap = { connection, fromSeq: 2, toSeq: 3 };
      const received = { count: 4, lastSeq: 6, repeated: 0 };
      const told = history((story) =>
        story
          .event('client.received', { connection: awake, count: 1, lastSeq: 1, repeated: 0 })
          .at(2000)
          .proves('f1', forgotten)
          .event('client.gap', gap)
          .at(4900)
          .event('client.received', { connection, ...received }),
      );
      return eventsDelivered.check(told).outcome;
    };
    expect([misses(forgotten), misses(awake)]).to.deep.equal(['pass', 'fail']);
  });
});
