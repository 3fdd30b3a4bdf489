import { expect } from 'chai';
import {
  alarmAfter,
  alarmAt,
  alarmEvery,
  Deadline,
  latenessMs,
  monotonicMs,
  soon,
} from './timers.ts';

describe('alarms', () => {
  it('ring by the time they are due, not by the order they were set in', async () => {
    const rang: string[] = [];
    const nowMs = monotonicMs();
    alarmAt(nowMs + 30, () => rang.push('late'));
    alarmAt(nowMs + 10, () => rang.push('early'));
    await rings(40);
    expect(rang).to.deep.equal(['early', 'late']);
  });

  it('that are due together ring in the order they were set in', async () => {
    const rang: number[] = [];
    const dueMs = monotonicMs() + 5;
    for (const n of [1, 2, 3, 4]) alarmAt(dueMs, () => rang.push(n));
    await rings(10);
    expect(rang).to.deep.equal([1, 2, 3, 4]);
  });

  it('let promises run to their end before the next alarm of the same moment', async () => {
    const rang: string[] = [];
    const dueMs = monotonicMs() + 5;
    alarmAt(dueMs, () => {
      void chain(5).then(() => rang.push('promises of the first'));
    });
    alarmAt(dueMs, () => rang.push('second'));
    await rings(10);
    expect(rang).to.deep.equal(['promises of the first', 'second']);
  });

  it('that settle no promise anybody waits for ring in one go', async () => {
    const rang: string[] = [];
    const dueMs = monotonicMs() + 5;
    for (const name of ['first', 'second'])
      new Plain(() => {
        rang.push(name);
        void chain(1).then(() => rang.push(`promise of the ${name}`));
      }).setFor(dueMs);
    alarmAt(dueMs, () => rang.push('other'));
    await rings(10);
    expect(rang.slice(0, 2)).to.deep.equal(['first', 'second']);
    expect(rang).to.have.members([
      ...['first', 'second', 'other'],
      ...['promise of the first', 'promise of the second'],
    ]);
  });

  it('set by one that rings wait for the next round, so that input and output get their turn', async () => {
    let rung = 0;
    let rungBeforeInput = 0;
    await new Promise<void>((resolve) => {
      const again = (): void => {
        if (++rung < 50) alarmAfter(-1, again);
        else resolve();
      };
      alarmAfter(0, () => {
        soon(() => (rungBeforeInput = rung));
        again();
      });
    });
    expect(rungBeforeInput).to.be.within(1, 49);
  });

  it('that are cancelled never ring, even by one that is due with them', async () => {
    const rang: string[] = [];
    const dueMs = monotonicMs() + 5;
    alarmAt(dueMs, () => {
      second.cancel();
    });
    const second = alarmAt(dueMs, () => rang.push('second'));
    const third = alarmAt(dueMs, () => rang.push('third'));
    third.cancel();
    third.cancel();
    await rings(10);
    expect(rang).to.deep.equal([]);
  });

  it('tell how late they ring, and so do the promises that they settle', async () => {
    const late: (number | undefined)[] = [latenessMs()];
    const dueMs = monotonicMs() - 50;
    let atMostMs = 0;
    await new Promise<void>((resolve) => {
      alarmAt(dueMs, () => {
        late.push(latenessMs());
        atMostMs = monotonicMs() - dueMs;
        void chain(3).then(() => late.push(latenessMs()));
        soon(() => {
          late.push(latenessMs());
          resolve();
        });
      });
    });
    const [before, ringing = 0, promised = 0, afterwards] = late;
    expect([before, afterwards]).to.deep.equal([undefined, undefined]);
    expect(ringing).to.be.within(50, atMostMs);
    expect(promised).to.be.at.least(ringing);
  });

  it('repeat until they are cancelled, by themselves too', async () => {
    let count = 0;
    await new Promise<void>((resolve) => {
      const alarm = alarmEvery(2, () => {
        if (++count < 3) return;
        alarm.cancel();
        resolve();
      });
    });
    await rings(30);
    expect(count).to.equal(3);
  });
});

/** Says of itself that no promise is settled by it. */
class Plain extends Deadline {
  readonly ring: () => void;

  constructor(ring: () => void) {
    super();
    this.ring = ring;
  }

  override settlesPromises(): boolean {
    return false;
  }
}

async function chain(links: number): Promise<void> {
  for (let link = 0; link < links; link++) await Promise.resolve();
}

function rings(afterMs: number): Promise<void> {
  return new Promise((resolve) => {
    alarmAfter(afterMs, resolve);
  });
}
