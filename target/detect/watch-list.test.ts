import { expect } from 'chai';
import type { Connection } from '../core/connection.ts';
import { Ledger } from '../time/ledger.ts';
import { WatchList, type Seats } from './watch-list.ts';

describe('watch list', () => {
  const at = (seat: number): Connection => {
    return { seat, seq: 11, wire: { bufferedAmount: 100 } } as unknown as Connection;
  };
  const [one, two, gone] = [at(0), at(3), at(-1)];
  const seats = (connections = [one, two]): Seats => ({
    ledger: new Ledger(),
    at: (seat) => connections.find((other) => other.seat === seat),
  });

  it('visits connections in the order in which they are due', () => {
    const list = new WatchList(seats());
    list.touch(one, 10);
    list.touch(two, 20);
    const due: Connection[] = [];
    list.visitDue(15, 9, (connection) => due.push(connection));
    expect(due).to.deep.equal([one]);
    expect([list.has(one), list.has(two)]).to.deep.equal([false, true]);
  });

  it('drops a connection once, and knows nobody without a seat', () => {
    const list = new WatchList(seats());
    list.touch(one, 10);
    list.drop(one);
    list.drop(one);
    list.touch(gone, 10);
    expect([list.size, list.has(one), list.has(gone)]).to.deep.equal([0, false, false]);
  });

  it('touches what is due next before it visits the first of it, and nobody else', () => {
    const all = seats();
    const before = all.ledger.claim(1);
    const list = new WatchList(all);
    const after = all.ledger.claim(6);
    before.set(one.seat, 0, 1000);
    // The last of a line.
    after.set(one.seat, 5, 2000);
    list.touch(one, 10);
    list.touch(two, 20);
    const touched: number[] = [];
    list.visitDue(15, 9, () => touched.push(list.touched));
    list.touch(one, 30);
    list.visitDue(30, 9, () => touched.push(list.touched));
    expect(touched).to.deep.equal([3111, 3222, 3222]);
  });

  it('visits more than it looks ahead', () => {
    const many = Array.from({ length: 100 }, (_, seat) => at(seat));
    const list = new WatchList(seats(many));
    for (const connection of many) list.touch(connection, 10);
    const visited: number[] = [];
    list.visitDue(10, 70, ({ seat }) => visited.push(seat));
    list.visitDue(10, 70, ({ seat }) => visited.push(seat));
    expect(visited).to.deep.equal(many.map(({ seat }) => seat));
  });
});
