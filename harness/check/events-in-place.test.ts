import { expect } from 'chai';
import type { Finding } from '../contracts/checker.ts';
import { historyBuilder, testFault, type HistoryBuilder } from '../testing/history-builder.ts';
import { eventsInPlace } from './events-in-place.ts';

const victim = 'power-1.1.0';
const other = 'power-1.2.0';
const range = { fromSeq: 5, toSeq: 5 };
const target = { url: 'ws://127.0.0.1:1/', settings: {}, startWithinMs: 5000 };

function run(act: (story: HistoryBuilder) => HistoryBuilder, plan = {}): Finding {
  const story = historyBuilder().opens(victim, other).at(1000).begins('f1', victim);
  act(story.after(500));
  const faults = [testFault('f1', ['power-1.1'])];
  return eventsInPlace.check(
    story
      .at(5000)
      .heals('f1')
      .at(7000)
      .phase('end', 'recovery')
      .build({ faults, ...plan }),
  );
}
const received = (story: HistoryBuilder, connection = other): HistoryBuilder =>
  story.event('client.received', { connection, count: 9, lastSeq: 9, repeated: 0 });
const swapped = (story: HistoryBuilder, connection: string): HistoryBuilder =>
  received(story)
    .event('client.gap', { connection, ...range })
    .after(3)
    .event('client.gap-filled', { connection, ...range });
const messages = (finding: Finding): string[] =>
  finding.outcome === 'fail' ? finding.violations.map(({ message }) => message) : [finding.outcome];

describe('events-in-place', () => {
  it('passes where everybody gets his own, in order', () => {
    expect(run((story) => received(story))).to.deep.equal({
      outcome: 'pass',
      measured: { connections: 1, mixedUp: 0, outOfOrder: 0 },
    });
  });

  it('knows that clients tell what they received where they do so only after what is judged', () => {
    const story = historyBuilder().opens(victim, other).at(7000).phase('end', 'recovery');
    const finding = eventsInPlace.check(received(story.at(7500)).build());
    expect(finding.outcome).to.equal('pass');
  });

  it('fails where a connection gets what is meant for another, hit by a fault or not', () => {
    const what = 'ai_response of turn 77';
    for (const connection of [victim, other]) {
      const finding = run((story) => received(story).event('client.foreign', { connection, what }));
      expect(messages(finding)).to.deep.equal([
        `${connection} got ${what}, which it had not asked for`,
      ]);
    }
  });

  it('fails where an event comes after later ones, however soon', () => {
    expect(messages(run((story) => swapped(story, other)))).to.deep.equal([
      'power-1.2.0 got event 5 after later ones, and no fault hit it',
    ]);
  });

  it('names a connection once, and a range as one', () => {
    const twice = (story: HistoryBuilder): HistoryBuilder =>
      swapped(story, other).event('client.gap-filled', { connection: other, fromSeq: 7, toSeq: 9 });
    expect(messages(run(twice))).to.have.length(1);
    const wide = (story: HistoryBuilder): HistoryBuilder =>
      story.event('client.gap-filled', { connection: other, fromSeq: 7, toSeq: 9 });
    expect(messages(run(wide))[0]).to.contain('events 7–9');
  });

  it('blames nobody for the order of a connection that a fault hits, or that came back after it', () => {
    expect(run((story) => swapped(story, victim)).outcome).to.equal('pass');
    expect(run((story) => swapped(story, 'power-1.1.1')).outcome).to.equal('pass');
  });

  it('leaves gaps that stay open or were announced to events-delivered', () => {
    const open = (story: HistoryBuilder): HistoryBuilder =>
      received(story)
        .event('client.gap', { connection: other, ...range })
        .event('client.gap-reported', { connection: other, ...range });
    expect(run(open).outcome).to.equal('pass');
  });

  it('is unknown where nobody told, and has nothing to hold for a load that cannot', () => {
    expect(run((story) => story)).to.deep.equal({
      outcome: 'unknown',
      reason: 'no client reported what it received',
    });
    expect(run((story) => story, { target }).outcome).to.equal('pass');
  });
});
