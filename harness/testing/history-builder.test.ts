import { expect } from 'chai';
import { historyBuilder, testFault } from './history-builder.ts';

describe('history builder', () => {
  it('tells events at the times of the story, in order', () => {
    const history = historyBuilder()
      .at(2000)
      .begins('f1', 'power-1.1.0')
      .after(10)
      .proves('f1', 'power-1.1.0')
      .at(100)
      .opens('power-1.1.0')
      .build();
    expect(history.events.map(({ kind, atUs }) => `${kind}@${atUs}`)).to.deep.equal([
      'client.connecting@100000',
      'tap.open@100000',
      'client.open@100000',
      'fault.begin@2000000',
      'fault.proof@2010000',
    ]);
  });

  it('tells who closed a connection', () => {
    const { events } = historyBuilder().serverCloses('a').leaves('b').build();
    const frames = events.filter((event) => event.kind === 'tap.close-frame');
    expect(frames.map(({ connection, by, code }) => [connection, by, code])).to.deep.equal([
      ['a', 'server', 1001],
      ['b', 'client', 1000],
    ]);
  });

  it('puts parts of a plan over a plan with nothing in it', () => {
    const { plan } = historyBuilder().build({ faults: [testFault('f1', ['power-1.1'])] });
    expect(plan.faults).to.have.lengthOf(1);
    expect(plan.phases.map(({ name }) => name)).to.deep.equal(['baseline', 'chaos', 'recovery']);
  });
});
