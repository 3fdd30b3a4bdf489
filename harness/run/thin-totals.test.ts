import { expect } from 'chai';
import fc from 'fast-check';
import type { HistoryEvent } from '../contracts/history.ts';
import { ThinTotals } from './thin-totals.ts';

const connection = 'power-1.1.0';
const totals = (second: number, of = connection): HistoryEvent => ({
  kind: 'client.received',
  atUs: second * 1_000_000,
  connection: of,
  count: second,
  lastSeq: second,
  repeated: 0,
});
const start: HistoryEvent = { kind: 'note', atUs: 0, text: '' };
const closed = (second: number): HistoryEvent => {
  return { kind: 'client.closed', atUs: second * 1_000_000, connection, code: 1000, by: 'client' };
};
const seconds = (events: readonly HistoryEvent[]): number[] =>
  events.map(({ atUs }) => atUs / 1_000_000);

/** Everything that is recorded of `events`, the rest at the end included. */
function recorded(events: readonly HistoryEvent[]): readonly HistoryEvent[] {
  const thin = new ThinTotals();
  const kept = [start, ...events].flatMap((event) => thin.take(event));
  return [...kept, ...thin.rest()].slice(1);
}
const everySecond = (from: number, until: number): HistoryEvent[] =>
  Array.from({ length: until - from }, (_, index) => totals(from + index));

describe('thin totals', () => {
  it('keep the first three minutes as they are', () => {
    expect(recorded(everySecond(0, 180))).to.have.length(180);
  });

  it('keep one in ten seconds afterwards, and the last', () => {
    const kept = seconds(recorded(everySecond(0, 236))).slice(180);
    expect(kept).to.deep.equal([189, 199, 209, 219, 229, 235]);
  });

  it('keep what was known before anything else happens to the connection', () => {
    const kept = recorded([...everySecond(180, 184), closed(184)]);
    expect(seconds(kept)).to.deep.equal([180, 183, 184]);
    expect(kept.map(({ kind }) => kind).at(-1)).to.equal('client.closed');
  });

  it('keep what was known of everybody before a phase ends', () => {
    const thin = new ThinTotals();
    thin.take(start);
    for (const who of ['a', 'b']) thin.take(totals(200, who));
    for (const who of ['a', 'b']) expect(thin.take(totals(201, who))).to.deep.equal([]);
    const end: HistoryEvent = { kind: 'phase.end', atUs: 202_000_000, phase: 'chaos' };
    expect(thin.take(end)).to.deep.equal([totals(201, 'a'), totals(201, 'b'), end]);
    expect(thin.rest()).to.deep.equal([]);
  });

  it('never lose an event of another kind, nor the newest totals of anybody', () => {
    const second = fc.integer({ min: 0, max: 400 });
    const event = fc.oneof(
      second.map((at) => totals(at, 'a')),
      second.map((at) => totals(at, 'b')),
      second.map(closed),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (mixed) => {
        const told = mixed.toSorted((a, b) => a.atUs - b.atUs);
        const kept = recorded(told);
        const others = (events: readonly HistoryEvent[]): HistoryEvent[] =>
          events.filter(({ kind }) => kind !== 'client.received');
        expect(others(kept)).to.deep.equal(others(told));
        for (const who of ['a', 'b']) {
          const last = (events: readonly HistoryEvent[]): HistoryEvent | undefined =>
            events.findLast((one) => one.kind === 'client.received' && one.connection === who);
          expect(last(kept)).to.deep.equal(last(told));
        }
      }),
    );
  });
});
