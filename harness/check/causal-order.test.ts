import { expect } from 'chai';
import fc from 'fast-check';
import type { HistoryEvent } from '../contracts/history.ts';
import { historyBuilder } from '../testing/history-builder.ts';
import { inCausalOrder } from './causal-order.ts';

const events = historyBuilder()
  .opens('power-1.1.0', 'power-2.1.0')
  .at(10)
  .begins('f1', 'power-1.1.0')
  .proves('f1', 'power-1.1.0')
  .serverCloses('power-1.1.0')
  .leaves('power-2.1.0')
  .heals('f1')
  .build().events;

describe('causal order', () => {
  it('is the same whatever order simultaneous events arrive in', () => {
    const expected = JSON.stringify(inCausalOrder(events));
    fc.assert(
      fc.property(fc.shuffledSubarray([...events], { minLength: events.length }), (shuffled) => {
        expect(JSON.stringify(inCausalOrder(shuffled))).to.equal(expected);
      }),
    );
  });

  it('puts causes before effects, clients before servers and heals last', () => {
    const kinds = inCausalOrder(events.toReversed()).map((event) =>
      'by' in event ? `${event.kind} ${event.by}` : event.kind,
    );
    expect(kinds.slice(0, 3)).to.deep.equal(['client.connecting', 'client.connecting', 'tap.open']);
    const after = (later: string, earlier: string): void => {
      expect(kinds.lastIndexOf(later), later).to.be.above(kinds.lastIndexOf(earlier));
    };
    after('fault.proof', 'fault.begin');
    after('tap.close-frame server', 'tap.close-frame client');
    after('fault.heal', 'slot.free');
    after('fault.healed', 'fault.heal');
  });

  it('leaves its input alone and keeps every event', () => {
    const input: HistoryEvent[] = events.toReversed();
    const before = [...input];
    expect(inCausalOrder(input)).to.have.members(before);
    expect(input).to.deep.equal(before);
  });
});
