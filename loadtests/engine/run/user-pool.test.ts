import { expect } from 'chai';
import fc from 'fast-check';
import { UserPool, type Numbered } from './user-pool.ts';

const numbered = (): UserPool<Numbered> => new UserPool((index) => ({ idInTest: index + 1 }));

describe('user pool', () => {
  it('makes a user when none is free', () => {
    const pool = numbered();
    pool.grow(2);
    const taken = [pool.take(), pool.take(), pool.take()].map(({ idInTest }) => idInTest);
    expect(taken).to.deep.equal([1, 2, 3]);
    expect(pool.size).to.equal(3);
  });

  it('hands out the lowest number that is free, in whatever order users come back', () => {
    const steps = fc.array(fc.option(fc.nat(30)), { maxLength: 80 });
    fc.assert(
      fc.property(steps, (all) => {
        const pool = numbered();
        pool.grow(5);
        const free = new Set([1, 2, 3, 4, 5]);
        const busy: Numbered[] = [];
        for (const step of all) {
          const back = step === null ? undefined : busy.splice(step % (busy.length || 1), 1)[0];
          if (back !== undefined) {
            pool.give(back);
            free.add(back.idInTest);
            continue;
          }
          const lowest = free.size === 0 ? pool.size + 1 : Math.min(...free);
          const user = pool.take();
          expect(user.idInTest).to.equal(lowest);
          free.delete(lowest);
          busy.push(user);
        }
      }),
    );
  });
});
