import { expect } from 'chai';
import type { Finding } from '../contracts/checker.ts';
import { historyBuilder, testFault, type HistoryBuilder } from '../testing/history-builder.ts';
import { countsAgree } from './counts-agree.ts';

const sample = (
  claimed: number,
  open: number,
  quiescent = true,
): {
  claimed: number;
  open: number;
  quiescent: boolean;
  limit: number;
  reclaimable: number;
} => ({ claimed, open, quiescent, limit: 20, reclaimable: 0 });

/** Two connections open; `act` samples. */
function run(act: (story: HistoryBuilder) => HistoryBuilder, plan = {}): Finding {
  return countsAgree.check(
    act(historyBuilder().opens('power-1.1.0', 'power-1.2.0').at(1000)).build(plan),
  );
}
const first = (finding: Finding): string =>
  finding.outcome === 'fail' ? finding.violations[0].message : finding.outcome;

describe('counts-agree', () => {
  it('passes when counter, list and wire agree', () => {
    expect(run((story) => story.event('census', sample(2, 2)))).to.deep.equal({
      outcome: 'pass',
      measured: { quietSamples: 1 },
    });
  });

  it('fails a counter that has drifted from its list', () => {
    const finding = run((story) =>
      story.event('census', sample(3, 2)).after(500).event('census', sample(3, 2)),
    );
    expect(first(finding)).to.equal('server counts 3 connections but lists 2');
  });

  it('fails a list that has lost or kept a connection against the wire', () => {
    const lost = run((story) =>
      story.event('census', sample(1, 1)).after(500).event('census', sample(1, 1)),
    );
    expect(first(lost)).to.equal('server lists 1 connections, 2 are open on the wire');
    const kept = run((story) =>
      story
        .leaves('power-1.1.0')
        .after(100)
        .event('census', sample(2, 2))
        .after(600)
        .event('census', sample(2, 2)),
    );
    expect(first(kept)).to.include('1 are open on the wire');
  });

  it('forgives a disagreement that passes', () => {
    const finding = run((story) =>
      story
        .event('census', sample(3, 2))
        .after(400)
        .event('census', sample(2, 2))
        .after(400)
        .event('census', sample(3, 2)),
    );
    expect(finding.outcome).to.equal('pass');
  });

  it('does not count samples taken while connections come and go', () => {
    const finding = run((story) =>
      story
        .event('census', sample(9, 2, false))
        .after(900)
        .event('census', sample(9, 2, false))
        .event('census', sample(2, 2)),
    );
    expect(finding.outcome).to.equal('pass');
  });

  it('allows wire and list to differ by the victims of a fault while it lasts', () => {
    const plan = { faults: [testFault('f1', ['power-1.1'])] };
    const differing = (story: HistoryBuilder): HistoryBuilder =>
      story.event('census', sample(1, 1)).after(900).event('census', sample(1, 1));
    const during = run((story) => differing(story.begins('f1', 'power-1.1.0')), plan);
    expect(during.outcome).to.equal('pass');
    const after = run(
      (story) => differing(story.begins('f1', 'power-1.1.0').heals('f1').after(600)),
      plan,
    );
    expect(after.outcome).to.equal('fail');
  });

  it('allows for connections in which victims came back and were hit as well, once they have come', () => {
    const plan = { faults: [testFault('f1', ['power-1.1'])] };
    const joined = { fault: 'f1', victims: ['power-1.1.1'] };
    // the server still lists the two whose Close nobody answers
    const held = sample(3, 3);
    const differing = (story: HistoryBuilder): HistoryBuilder =>
      story
        .begins('f1', 'power-1.1.0')
        .leaves('power-1.1.0')
        .opens('power-1.1.1')
        .leaves('power-1.1.1')
        .event('census', held)
        .after(900)
        .event('census', held);
    const hit = run((story) => differing(story).event('fault.joined', joined).heals('f1'), plan);
    expect(hit.outcome).to.equal('pass');
    expect(run((story) => differing(story).heals('f1'), plan).outcome).to.equal('fail');
    const later = run(
      (story) =>
        story
          .begins('f1', 'power-1.1.0')
          .leaves('power-1.1.0')
          .event('census', held)
          .after(900)
          .event('census', held)
          .opens('power-1.1.1')
          .event('fault.joined', joined),
      plan,
    );
    expect(later.outcome).to.equal('fail');
  });

  it('gives both as long to settle after the heal', () => {
    const plan = { faults: [testFault('f1', ['power-1.1'])] };
    const settling = run(
      (story) =>
        story
          .begins('f1', 'power-1.1.0')
          .heals('f1')
          .event('census', sample(1, 1))
          .after(500)
          .event('census', sample(1, 1))
          .after(100)
          .event('census', sample(2, 2)),
      plan,
    );
    expect(settling.outcome).to.equal('pass');
  });

  it('sees what has lasted since the heal in the first sample that may differ no more', () => {
    const plan = { faults: [testFault('f1', ['power-1.1'])] };
    // A steady server is written down once a second: no sample need fall right behind the settling.
    const lasting = run(
      (story) =>
        story
          .begins('f1', 'power-1.1.0')
          .event('census', sample(1, 1))
          .heals('f1')
          .after(400)
          .event('census', sample(1, 1))
          .after(1000)
          .event('census', sample(1, 1)),
      plan,
    );
    expect(first(lasting)).to.equal('server lists 1 connections, 2 are open on the wire');
  });

  it('does not add one that is just closing to the victims it allowed for', () => {
    const plan = { faults: [testFault('f1', ['power-1.1'])] };
    const finding = run(
      (story) =>
        story
          .begins('f1', 'power-1.1.0')
          .event('census', sample(1, 1))
          .after(5000)
          .event('census', sample(0, 0))
          .after(100)
          .event('census', sample(1, 1)),
      plan,
    );
    expect(finding.outcome).to.equal('pass');
  });

  it('does not judge what follows the loss of a part', () => {
    const finding = run((story) =>
      story
        .event('census', sample(2, 2))
        .event('part.exited', { part: 'load', expected: false, code: 1, signal: null })
        .after(100)
        .event('census', sample(3, 2))
        .after(900)
        .event('census', sample(3, 2)),
    );
    expect(finding.outcome).to.equal('pass');
  });

  it('does not judge what follows the final census', () => {
    const finding = run((story) =>
      story
        .event('census', sample(2, 2))
        .phase('end', 'final-census')
        .after(100)
        .event('census', sample(1, 2))
        .after(900)
        .event('census', sample(1, 2)),
    );
    expect(finding.outcome).to.equal('pass');
  });

  it('is unknown without a quiet sample, and does not apply to servers without a census', () => {
    expect(run((story) => story).outcome).to.equal('unknown');
    const target = { url: 'ws://127.0.0.1:1/', settings: {}, startWithinMs: 1 };
    expect(run((story) => story, { target })).to.have.nested.property('measured.applies');
  });
});
