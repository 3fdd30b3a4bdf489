import { expect } from 'chai';
import type { HistoryEvent } from '../contracts/history.ts';
import { OrphanWork } from './orphan-work.ts';

const one = 'power-1.1.0';
const other = 'power-2.1.0';

describe('orphan work', () => {
  let open: Set<string>;
  let told: string[];
  let work: OrphanWork;

  beforeEach(() => {
    open = new Set([one, other]);
    told = [];
    const record = (event: HistoryEvent): void => {
      if (!('connection' in event)) return;
      const until = 'seenUntilUs' in event ? `, seen until ${event.seenUntilUs}` : '';
      told.push(`${event.kind} ${event.connection} at ${event.atUs}${until}`);
    };
    work = new OrphanWork({ log: { record }, live: open });
  });

  const proof = (zombies: boolean): HistoryEvent => ({
    ...{ kind: 'fault.proof', atUs: 0, fault: 'f1', victims: [one] },
    ...{ witness: 'test', facts: {}, zombies },
  });
  const look = (us: number, ...listed: readonly string[]): void => {
    work.look(listed, { beganUs: us, atUs: us + 5 });
  };

  it('is that for connections which are gone, from the look that found it to the one that missed it', () => {
    look(100, one, other);
    open.delete(one);
    look(200, one, other);
    look(300, one, other);
    look(400, other);
    expect(told).to.deep.equal([
      `work.orphaned ${one} at 205`,
      `work.over ${one} at 405, seen until 300`,
    ]);
  });

  it('is told of as over where it ended with its connection', () => {
    look(100, one);
    open.delete(one);
    look(200);
    expect(told).to.deep.equal([`work.over ${one} at 205, seen until 100`]);
  });

  it('is not told of while the connection is alive', () => {
    look(100, one, other);
    work.note(proof(false));
    look(200, one);
    look(300);
    expect(told).to.deep.equal([]);
  });

  it('is that for zombies, until their fault heals', () => {
    look(100, one, other);
    work.note(proof(true));
    look(200, one, other);
    work.note({ kind: 'fault.heal', atUs: 0, fault: 'f1' });
    look(300, one, other);
    open.delete(one);
    look(400, one);
    expect(told).to.deep.equal([
      `work.orphaned ${one} at 205`,
      `work.over ${one} at 305, seen until 200`,
      `work.orphaned ${one} at 405`,
    ]);
  });

  it('is told of again where it begins anew', () => {
    open.delete(one);
    for (const [us, listed] of [[100, [one]] as const, [200, []] as const, [300, [one]] as const])
      look(us, ...listed);
    expect(told).to.deep.equal([
      `work.orphaned ${one} at 105`,
      `work.over ${one} at 205, seen until 100`,
      `work.orphaned ${one} at 305`,
    ]);
  });
});
