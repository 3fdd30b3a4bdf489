import { expect } from 'chai';
import { lookAhead, widthFor } from './look-ahead.ts';

function jobs(amount: number): {
  readonly started: number[];
  readonly all: (() => Promise<number>)[];
  readonly end: (index: number) => void;
} {
  const started: number[] = [];
  const gates = Array.from({ length: amount }, () => Promise.withResolvers<undefined>());
  const all = gates.map((gate, index) => async (): Promise<number> => {
    started.push(index);
    await gate.promise;
    return index * 10;
  });
  return {
    started,
    all,
    end: (index) => {
      gates[index]?.resolve(undefined);
    },
  };
}

describe('looking ahead', () => {
  it('starts the one asked for and the next, each once', async () => {
    const { started, all, end } = jobs(3);
    const ask = lookAhead(all, { width: 2 });
    const first = ask(0);
    expect(started).to.deep.equal([0, 1]);
    end(0);
    end(1);
    expect(await first).to.equal(0);
    const second = ask(1);
    expect(started).to.deep.equal([0, 1, 2]);
    end(2);
    expect([await second, await ask(2)]).to.deep.equal([10, 20]);
    expect(started).to.deep.equal([0, 1, 2]);
  });

  it('starts nothing ahead at width 1', async () => {
    const { started, all, end } = jobs(2);
    const first = lookAhead(all, { width: 1 })(0);
    expect(started).to.deep.equal([0]);
    end(0);
    await first;
  });

  it('gives a failure to whoever asks for that job, and to nobody else', async () => {
    const ask = lookAhead<number>(
      [() => Promise.resolve(1), () => Promise.reject(new Error('no'))],
      { width: 2 },
    );
    expect(await ask(0)).to.equal(1);
    const error: unknown = await ask(1).catch((caught: unknown) => caught);
    expect(String(error)).to.equal('Error: no');
  });

  it('looks ahead only where all tests are wanted', () => {
    expect(widthFor(['mocha', 'x.chaos.ts'], 2)).to.equal(2);
    expect(widthFor(['mocha', '--grep', 'storm'], 2)).to.equal(1);
    expect(widthFor(['mocha', '--grep=storm'], 2)).to.equal(1);
  });
});
