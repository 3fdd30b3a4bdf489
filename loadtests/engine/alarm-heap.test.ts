import { expect } from 'chai';
import fc from 'fast-check';
import { AlarmHeap, HeapAlarm } from './alarm-heap.ts';

class Named extends HeapAlarm {
  readonly name: number;

  constructor(name: number, ringMs: number) {
    super();
    this.name = name;
    this.ringMs = ringMs;
  }

  ring(): void {
    // the heap never rings by itself
  }
}

describe('alarm heap', () => {
  it('gives alarms back by time, and by age among equals, whatever is taken out between', () => {
    const steps = fc.array(fc.record({ ringMs: fc.integer({ min: 0, max: 9 }), drop: fc.nat(20) }));
    fc.assert(
      fc.property(steps, (all) => {
        const heap = new AlarmHeap<Named>();
        let expected: Named[] = [];
        for (const [name, { ringMs, drop }] of all.entries()) {
          const alarm = new Named(name, ringMs);
          heap.add(alarm);
          expected.push(alarm);
          const dropped = expected[drop];
          if (dropped === undefined) continue;
          heap.remove(dropped);
          expected = expected.filter((other) => other !== dropped);
        }
        expected.sort((left, right) => left.ringMs - right.ringMs || left.name - right.name);
        expect(drain(heap)).to.deep.equal(expected.map(({ name }) => name));
      }),
    );
  });

  it('does nothing about an alarm that is not in it', () => {
    const heap = new AlarmHeap<Named>();
    const alarm = new Named(1, 5);
    heap.add(new Named(2, 7));
    heap.remove(alarm);
    heap.add(alarm);
    heap.remove(alarm);
    heap.remove(alarm);
    expect(drain(heap)).to.deep.equal([2]);
  });
});

function drain(heap: AlarmHeap<Named>): number[] {
  const names: number[] = [];
  for (let next = heap.first; next !== undefined; next = heap.first) {
    names.push(next.name);
    heap.remove(next);
  }
  return names;
}
