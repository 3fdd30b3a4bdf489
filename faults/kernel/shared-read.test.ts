import { expect } from 'chai';
import { createFakeClock } from '../../harness/testing/fake-clock.ts';
import { sharedRead } from './shared-read.ts';

describe('a shared reading', () => {
  it('is fresh for everybody who asks, and one for all who ask meanwhile', async () => {
    const clock = createFakeClock();
    const readings: PromiseWithResolvers<number>[] = [];
    const asked: (readonly string[])[] = [];
    const ask = sharedRead((questions: readonly string[]) => {
      asked.push(questions);
      const reading = Promise.withResolvers<number>();
      readings.push(reading);
      return reading.promise;
    }, clock);
    const [first, second, third] = [ask('a'), ask('b'), ask('c')];
    expect(readings).to.have.length(1);
    readings[0]?.resolve(1);
    expect(await first).to.equal(1);
    await clock.advance(0);
    expect(readings).to.have.length(2);
    const fourth = ask('d');
    readings[1]?.resolve(2);
    expect(await Promise.all([second, third])).to.deep.equal([2, 2]);
    await clock.advance(0);
    expect(readings).to.have.length(3);
    readings[2]?.resolve(3);
    expect(await fourth).to.equal(3);
    expect(asked).to.deep.equal([['a'], ['b', 'c'], ['d']]);
  });

  it('begins again when as much time has passed as the one before took', async () => {
    const clock = createFakeClock();
    let begun = 0;
    const ask = sharedRead<string, unknown>(async () => {
      begun += 1;
      await clock.delay(40);
    }, clock);
    const both = Promise.all([ask('a'), ask('b')]);
    await clock.advance(79);
    expect(begun).to.equal(1);
    await clock.advance(41);
    await both;
    expect(begun).to.equal(2);
    await clock.advance(40);
    void ask('c');
    expect(begun).to.equal(3);
  });

  it('fails for those who share it, and not for those who ask later', async () => {
    let fails = true;
    const ask = sharedRead<string, string>(() =>
      fails ? Promise.reject(new Error('no')) : Promise.resolve('yes'),
    );
    const failed = await Promise.allSettled([ask('a'), ask('b')]);
    expect(failed.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
    fails = false;
    expect(await ask('c')).to.equal('yes');
  });
});
