import { expect } from 'chai';
import { historyBuilder, testFault } from '../../testing/history-builder.ts';
import { readRunFacts } from './run-facts.ts';

describe('zombies of a report', () => {
  it('are those of a fault’s victims alone that were proven dead, each from its own proof on', () => {
    const [forgotten, awake, back] = ['power-1.1.0', 'power-2.1.0', 'power-1.1.1'] as const;
    const fault = { ...testFault('f1', ['power-1.1', 'power-2.1']), makesZombies: false };
    const history = historyBuilder()
      .event('run.start', { planHash: 'none', seed: 1, wallTime: '2026-01-01T00:00:00Z' })
      .opens(forgotten, awake)
      .at(1000)
      .begins('f1', forgotten, awake)
      .at(1200)
      .proves('f1', forgotten)
      .at(1300)
      .provesHarmless('f1', forgotten, awake)
      .at(2000)
      .opens(back)
      .at(2500)
      .proves('f1', back)
      .at(3000)
      .serverCloses(forgotten)
      .at(4900)
      .event('fault.joined', { fault: 'f1', victims: [back] })
      .heals('f1')
      .build({ faults: [{ ...fault, killsUntilMs: 2500 }] });
    const { zombies } = readRunFacts(history);
    expect(
      zombies.map(({ connection, fate, proofMs, reclaim }) => [
        connection,
        fate,
        proofMs,
        reclaim.slotFree,
      ]),
    ).to.deep.equal([
      [forgotten, 'reclaimed', 1200, 1800],
      [back, 'never', 2500, undefined],
    ]);
  });
});
