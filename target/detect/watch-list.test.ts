import { expect } from 'chai';
import type { Connection } from '../core/connection.ts';
import { WatchList } from './watch-list.ts';

describe('watch list', () => {
  const [one, two, gone] = [{ seat: 0 }, { seat: 3 }, { seat: -1 }] as unknown as [
    Connection,
    Connection,
    Connection,
  ];
  const seats = { at: (seat: number) => [one, two].find((other) => other.seat === seat) };

  it('visits connections in the order in which they are due', () => {
    const list = new WatchList(seats);
    list.touch(one, 10);
    list.touch(two, 20);
    const due: Connection[] = [];
    list.visitDue(15, 9, (connection) => due.push(connection));
    expect(due).to.deep.equal([one]);
    expect([list.has(one), list.has(two)]).to.deep.equal([false, true]);
  });

  it('drops a connection once, and knows nobody without a seat', () => {
    const list = new WatchList(seats);
    list.touch(one, 10);
    list.drop(one);
    list.drop(one);
    list.touch(gone, 10);
    expect([list.size, list.has(one), list.has(gone)]).to.deep.equal([0, false, false]);
  });
});
