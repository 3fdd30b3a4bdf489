import { expect } from 'chai';
import { gapOf } from './open-chart.ts';

describe('the gap between clients and server', () => {
  const client = [
    { ms: 0, value: 5 },
    { ms: 1000, value: 2 },
    { ms: 3000, value: 0 },
  ];

  it('is what the server holds and no client has', () => {
    const held = [
      { ms: 0, value: 5 },
      { ms: 3500, value: 4 },
    ];
    const at = (s: number) => gapOf(client, held).find((one) => one.s === s);
    expect(at(1)).to.include({ client: 2, held: 5 });
    expect(at(3.5)).to.include({ client: 0, held: 4 });
  });

  it('ends with the last census: who leaves after it leaves no zombie', () => {
    const moments = gapOf(client, [
      { ms: 0, value: 5 },
      { ms: 2000, value: 2 },
    ]);
    expect(moments.map(({ s }) => s)).to.deep.equal([0, 0, 1, 2]);
  });
});
