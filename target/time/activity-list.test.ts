import { expect } from 'chai';
import fc from 'fast-check';
import { ActivityList } from './activity-list.ts';
import { Ledger } from './ledger.ts';
import { blockPlaces } from './places.ts';

describe('ActivityList', () => {
  it('visits what is due, oldest first, and nothing else', () => {
    const steps = fc.array(fc.tuple(fc.nat(9), fc.constantFrom('touch', 'remove')), {
      maxLength: 80,
    });
    fc.assert(
      fc.property(steps, fc.nat(80), fc.integer({ min: 1, max: 100 }), (all, untilUs, spread) => {
        const list = new ActivityList(new Ledger());
        const model = new Map<number, number>();
        all.forEach(([number, action], nowUs) => {
          // Far apart, the list has to make room.
          const seat = number * spread;
          if (action === 'touch') list.touch(seat, nowUs);
          else list.remove(seat);
          model.delete(seat);
          if (action === 'touch') model.set(seat, nowUs);
        });
        const ahead = new Int32Array(4);
        const next = ahead.slice(0, list.peekDue(untilUs, ahead));
        const visited: number[] = [];
        list.visitDue(untilUs, Infinity, (seat) => visited.push(seat));
        expect([...next]).to.deep.equal(visited.slice(0, 4));
        const due = [...model].filter(([, stamp]) => stamp <= untilUs).map(([seat]) => seat);
        expect(visited).to.deep.equal(due);
        expect(list.size).to.equal(model.size - due.length);
        for (const seat of model.keys()) expect(list.has(seat)).to.equal(!due.includes(seat));
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  it('keeps the order while thousands come, go and are visited', () => {
    const step = fc.tuple(fc.nat(4000), fc.constantFrom('touch', 'touch', 'remove', 'visit'));
    const list = new ActivityList(new Ledger());
    const model = new Map<number, number>();
    for (const [nowUs, [seat, action]] of fc.sample(step, { numRuns: 60_000, seed: 1 }).entries()) {
      if (action === 'visit') {
        const expected = [...model.entries().take(2)].filter(([, us]) => us <= nowUs - 9000);
        const visited: number[] = [];
        list.visitDue(nowUs - 9000, 2, (due) => visited.push(due));
        expect(visited).to.deep.equal(expected.map(([due]) => due));
        for (const due of visited) model.delete(due);
        continue;
      }
      model.delete(seat);
      if (action === 'touch') model.set(seat, nowUs);
      if (action === 'touch') list.touch(seat, nowUs);
      else list.remove(seat);
    }
    expect(list.size).to.equal(model.size).and.to.be.above(1000);
    const rest: number[] = [];
    list.visitDue(Infinity, Infinity, (seat) => rest.push(seat));
    expect(rest).to.deep.equal([...model.keys()]);
    expect([list.size, list.room]).to.deep.equal([0, 0]);
  });

  it('stops at its budget and goes on next time', () => {
    const list = new ActivityList(new Ledger());
    for (let seat = 0; seat < 10; seat++) list.touch(seat, 0);
    const visit = (seat: number): void => {
      list.touch(seat, 1);
    };
    expect(list.visitDue(0, 6, visit)).to.equal(6);
    expect(list.visitDue(0, 6, visit)).to.equal(4);
  });

  it('keeps its room however often the same are touched, and more room for more of them', () => {
    const list = new ActivityList(new Ledger());
    const seats = Array.from({ length: 300 }, (_, seat) => seat);
    for (let nowUs = 0; nowUs < 2000; nowUs++) list.touch(nowUs % 7, nowUs);
    expect(list.size).to.equal(7);
    expect(list.room).to.be.at.most(2 * blockPlaces);
    for (const seat of seats) list.touch(seat, 2000);
    expect(list.size).to.equal(300);
    expect(list.room).to.be.at.most(3 * blockPlaces);
    const visited: number[] = [];
    list.visitDue(2000, Infinity, (seat) => visited.push(seat));
    expect(visited).to.deep.equal(seats);
  });

  it('bounds its room while one stays and others come and go', () => {
    const list = new ActivityList(new Ledger());
    list.touch(0, 0);
    // In each block somebody who stays.
    for (let nowUs = 1; nowUs < 50_000; nowUs++) list.touch(nowUs % 200 === 0 ? nowUs : 1, nowUs);
    expect(list.size).to.equal(251);
    expect(list.room).to.be.at.most(4 * blockPlaces);
    const visited: number[] = [];
    list.visitDue(Infinity, Infinity, (seat) => visited.push(seat));
    expect(visited).to.deep.equal([0, ...visited.slice(1, -1).toSorted((a, b) => a - b), 1]);
  });

  it('lets nobody wait until room is made, however many there are', () => {
    const moves = { last: 0, most: 0 };
    class Counting extends Ledger {
      override set(seat: number, field: number, value: number): void {
        moves.last++;
        super.set(seat, field, value);
      }
    }
    const list = new ActivityList(new Counting());
    const random = fc.sample(fc.nat(99_999), { numRuns: 300_000, seed: 1 });
    for (const [nowUs, seat] of random.entries()) {
      moves.last = 0;
      list.touch(seat, nowUs);
      moves.most = Math.max(moves.most, moves.last);
    }
    expect(moves.most).to.be.within(100, 5 * blockPlaces);
  });

  it('drops whom the visitor leaves alone, also where the list is tidied meanwhile', () => {
    const list = new ActivityList(new Ledger());
    for (let seat = 0; seat < 3; seat++) list.touch(seat, 0);
    const visited: number[] = [];
    list.visitDue(0, 3, (seat) => {
      visited.push(seat);
      for (let nowUs = 1; nowUs < 100; nowUs++) list.touch(9, nowUs);
    });
    expect([visited, list.size, list.has(9)]).to.deep.equal([[0, 1, 2], 1, true]);
  });

  it('knows nobody without a seat', () => {
    const list = new ActivityList(new Ledger());
    list.remove(-1);
    list.touch(-1, 0);
    expect([list.has(-1), list.has(1_000_000), list.size]).to.deep.equal([false, false, 0]);
  });
});
