import { expect } from 'chai';
import fc from 'fast-check';
import sinon from 'sinon';
import { realClock, type TargetClock } from '../clock.ts';
import { FairClock } from './fair-clock.ts';
import { Ledger } from './ledger.ts';
import { Sweeper, type SweepJob } from './sweeper.ts';
import { Timetable } from './timetable.ts';

function withFakeTime(work: (timers: sinon.SinonFakeTimers) => void): void {
  const timers = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'hrtime'] });
  try {
    work(timers);
  } finally {
    timers.restore();
  }
}

/** A clock that a job moves on, as work does; `wake` is what it waits for. */
function handClock(): { clock: TargetClock; work: (us: number) => void; wake: () => number } {
  let nowUs = 0;
  let next = { ms: Infinity, run: (): void => undefined };
  const after: TargetClock['after'] = (ms, run) => {
    next = { ms, run };
    return () => {
      if (next.run === run) next = { ms: Infinity, run: () => undefined };
    };
  };
  const wake = (): number => {
    const { ms, run } = next;
    nowUs += ms * 1000;
    run();
    return ms;
  };
  return { clock: { nowUs: () => nowUs, after }, work: (us) => (nowUs += us), wake };
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

  it('lets others have their turn when more is due than can be done', () => {
    const { clock, work, wake } = handClock();
    const table = new Timetable(clock);
    const called: number[] = [];
    for (let number = 0; number < 100; number++) {
      table.after(5, () => {
        called.push(number);
        work(1000);
      });
    }
    const waits = [wake()];
    expect(called).to.have.length(15);
    while (called.length < 100) waits.push(wake());
    expect(called).to.deep.equal(Array.from({ length: 100 }, (_, number) => number));
    expect(waits).to.deep.equal([5, 0, 0, 0, 0, 0, 0]);
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

describe('Ledger', () => {
  it('hold what was set for each seat, and 0 otherwise', () => {
    const entry = fc.tuple(fc.nat(300), fc.nat(2), fc.integer());
    fc.assert(
      fc.property(fc.array(entry), (all) => {
        const ledger = new Ledger();
        const [others, records, further] = [ledger.claim(1), ledger.claim(3), ledger.claim(1)];
        const model = new Map<string, number>();
        for (const [seat, field, value] of all) {
          others.set(seat, 0, NaN);
          records.set(seat, field, value);
          further.set(seat, 0, NaN);
          model.set(`${String(seat)}/${String(field)}`, value);
        }
        records.set(-1, 0, 7);
        for (let seat = 0; seat <= 301; seat++) {
          for (let field = 0; field < 3; field++) {
            const expected = model.get(`${String(seat)}/${String(field)}`) ?? 0;
            expect(records.get(seat, field)).to.equal(expected);
          }
        }
      }),
      { numRuns: 50, seed: 1 },
    );
  });
});

describe('a claim', () => {
  it('comes too late once a row was written', () => {
    const ledger = new Ledger();
    ledger.claim(1).set(0, 0, 7);
    expect(() => ledger.claim(1)).to.throw('claimed before');
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
  const options = { tickMs: 50, budget: 10, pauseMs: 2, fair: true };

  /** Does `left` looks, 100 µs each. */
  function workload(work: (us: number) => void, left: number): { left: number; job: SweepJob } {
    const load = {
      left,
      job: (_nowUs: number, budget: number): number => {
        const done = Math.min(load.left, budget);
        work(done * 100);
        load.left -= done;
        return done;
      },
    };
    return load;
  }

  it('stops when a tick has taken its time, and comes back at once for the rest', () => {
    const { clock, work, wake } = handClock();
    const sweeper = new Sweeper(clock, options);
    const load = workload(work, 55);
    sweeper.add(load.job);
    sweeper.start();
    const waits = [wake()];
    // 2 ms are 20 looks.
    expect(load.left).to.equal(35);
    waits.push(wake(), wake());
    expect(load.left).to.equal(0);
    waits.push(wake());
    expect(waits).to.deep.equal([50, 0, 0, 50]);
  });

  it('gives every job its turn although one of them never gets done', () => {
    const { clock, work, wake } = handClock();
    const sweeper = new Sweeper(clock, options);
    const [endless, other] = [workload(work, Infinity), workload(work, 5)];
    sweeper.add(endless.job);
    sweeper.add(other.job);
    sweeper.start();
    wake();
    expect(other.left).to.equal(5);
    wake();
    expect(other.left).to.equal(0);
  });

  it('hastens the next tick, and never puts it off', () => {
    const { clock, work, wake } = handClock();
    const sweeper = new Sweeper(clock, options);
    sweeper.add(() => 0);
    sweeper.start();
    work(45_000);
    sweeper.hasten(10);
    // The tick was due in 5 ms anyway.
    expect([wake(), sweeper.ticks]).to.deep.equal([50, 1]);
    sweeper.hasten(10);
    expect([wake(), wake()]).to.deep.equal([10, 50]);
  });

  it('does not wake up at all without a job', () => {
    withFakeTime((timers) => {
      const sweeper = new Sweeper(realClock, options);
      sweeper.start();
      sweeper.hasten(1);
      expect(timers.countTimers()).to.equal(0);
    });
  });

  it('leaves no timer behind when it is stopped', () => {
    withFakeTime((timers) => {
      const sweeper = new Sweeper(realClock, options);
      sweeper.add(() => 0);
      sweeper.start();
      timers.tick(120);
      expect([sweeper.ticks, timers.countTimers()]).to.deep.equal([2, 1]);
      sweeper.stop();
      expect(timers.countTimers()).to.equal(0);
    });
  });
});
