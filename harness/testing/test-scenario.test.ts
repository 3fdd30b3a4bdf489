import { expect } from 'chai';
import { testScenario, testStep } from './test-scenario.ts';

describe('test scenario', () => {
  it('changes only what it is told to', () => {
    const step = testStep('nothing', { count: 1 });
    const scenario = testScenario({ faults: [step] });
    expect(scenario.faults).to.deep.equal([
      { inject: 'nothing', atMs: 0, on: { count: 1 }, settings: {} },
    ]);
    expect({ ...scenario, faults: [] }).to.deep.equal(testScenario());
  });
});
