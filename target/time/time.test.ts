import { expect } from 'chai';
import fc from 'fast-check';
import sinon from 'sinon';
import { realClock } from '../clock.ts';
import { ActivityList, unlinked, type Links } from './activity-list.ts';
import { FairClock } from './fair-clock.ts';
import { Sweeper } from './sweeper.ts';
import { Timetable } from './timetable.ts';

interface Item extends Links<Item> {
  readonly name: number;
}
const item = (name: number): Item => ({ name, ...unlinked<Item>() });

function withFakeTime(work: (timers: sinon.SinonFakeTimers) => void): void {
  const timers = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'hrtime'] });
  try {
    work(timers);
  } finally {
    timers.restore();
  }
}

describe('Timetable', () => {
  it('calls in the order of due times, first come first where equal', () => {
    const delays = fc.array(fc.nat(50), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(delays, (all) => {
        withFakeTime((timers) => {
          const table = new Timetable(realClock);
          const called: (readonly [number, number])[] = [];
          all.forEach((ms, order) => table.after(ms, () => called.push([ms, order])));
          timers.tick(60);
          const expected = all
            .map((ms, order) => [ms, order] as const)
            .toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
          expect(called).to.deep.equal(expected);
          expect(table.pending).to.equal(0);
        });
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it('holds one timer however many calls there are, and none when all are cancelled', () => {
    withFakeTime((timers) => {
      const table = new Timetable(realClock);
      const cancels = Array.from({ length: 100 }, () => table.after(10, () => undefined));
      expect(timers.countTimers()).to.equal(1);
      for (const cancel of cancels) cancel();
      expect(timers.countTimers()).to.equal(0);
    });
  });
});

describe('ActivityList', () => {
  it('visits what is due, oldest first, and nothing else', () => {
    const steps = fc.array(fc.tuple(fc.nat(9), fc.constantFrom('touch', 'remove')), {
      maxLength: 80,
    });
    fc.assert(
      fc.property(steps, fc.nat(80), (all, untilUs) => {
        const items = Array.from({ length: 10 }, (_, name) => item(name));
        const list = new ActivityList<Item>();
        const model = new Map<number, number>();
        all.forEach(([name, action], nowUs) => {
          if (action === 'touch') list.touch(items[name]!, nowUs);
          else list.remove(items[name]!);
          model.delete(name);
          if (action === 'touch') model.set(name, nowUs);
        });
        const visited: number[] = [];
        list.visitDue(untilUs, Infinity, ({ name }) => visited.push(name));
        const due = [...model].filter(([, stamp]) => stamp <= untilUs).map(([name]) => name);
        expect(visited).to.deep.equal(due);
        expect(list.size).to.equal(model.size - due.length);
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  it('stops at its budget and goes on next time', () => {
    const list = new ActivityList<Item>();
    for (let name = 0; name < 10; name++) list.touch(item(name), 0);
    const visit = (node: Item): void => {
      list.touch(node, 1);
    };
    expect(list.visitDue(0, 6, visit)).to.equal(6);
    expect(list.visitDue(0, 6, visit)).to.equal(4);
  });

  it('moves a node between lists', () => {
    const [one, other] = [new ActivityList<Item>(), new ActivityList<Item>()];
    const node = item(1);
    one.touch(node, 0);
    other.touch(node, 0);
    one.remove(node);
    expect([one.size, other.size]).to.deep.equal([0, 1]);
  });
});

describe('FairClock', () => {
  it('counts a stall for one step, and never goes back', () => {
    const clock = new FairClock(0, 100);
    expect(
      [30_000, 60_000, 5_060_000, 5_000_000, 5_030_000].map((us) => clock.tick(us)),
    ).to.deep.equal([30_000, 60_000, 160_000, 160_000, 190_000]);
  });
});

describe('Sweeper', () => {
  it('comes back at once for what a budget left over', () => {
    withFakeTime((timers) => {
      const sweeper = new Sweeper(realClock, { tickMs: 50, budget: 10, fair: true });
      let left = 35;
      sweeper.add((_nowUs, budget) => {
        const done = Math.min(left, budget);
        left -= done;
        return done;
      });
      sweeper.start();
      timers.tick(50);
      timers.tick(3);
      expect(left).to.equal(0);
      sweeper.stop();
      expect(timers.countTimers()).to.equal(0);
    });
  });

  it('does not wake up at all without a job', () => {
    withFakeTime((timers) => {
      new Sweeper(realClock, { tickMs: 50, budget: 10, fair: true }).start();
      expect(timers.countTimers()).to.equal(0);
    });
  });
});
