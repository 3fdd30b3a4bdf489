import { expect } from 'chai';
import { faults } from '../../faults/index.ts';
import { checkers } from '../check/index.ts';
import { buildPlan } from '../plan/build-plan.ts';
import { loadScenario } from '../scenario/load-scenario.ts';
import { allScenarios } from './catalogue.ts';

describe('soak', () => {
  it('is not of those that make chaos asserts', async () => {
    const soak = (await allScenarios()).find(({ name }) => name === 'soak');
    expect(soak?.expect).to.deep.equal({});
  });

  for (const duration of ['60s', '10m', '8h']) {
    it(`has a plan for ${duration} with any seed, with more faults the longer it is`, async () => {
      const { scenario, warnings } = await loadScenario('soak', {
        overrides: [`phases.chaos=${duration}`],
        faults,
        checks: [...checkers.keys()],
        policies: [],
        allowHosts: [],
      });
      expect(warnings).to.deep.equal([]);
      const minutes = scenario.phases.chaosMs / 60_000;
      for (const seed of [1, 2, 3]) {
        const plan = buildPlan(scenario, { faults, seed });
        expect(plan.faults.length).to.be.within(8 * minutes, 11 * minutes);
        const hit = plan.faults.flatMap(({ victims }) => victims);
        expect(hit.filter((key) => key.startsWith('enterprise'))).to.deep.equal([]);
      }
    }).timeout(30_000);
  }
});
