/** Every planted defect is caught by the check named for it, in the scenario named for it. */

import { expect, use } from 'chai';
import { allDefects, allScenarios } from './catalogue.ts';
import { chaiChaos } from './chai-chaos.ts';
import { liveRun } from './live-run.ts';

use(chaiChaos);

/** The policy defects are planted into: the one that passes without them. */
const policy = 'graduated';
const scenarios = await allScenarios();

describe('planted defects', function () {
  this.timeout(180_000);

  it('are there', () => {
    expect(allDefects).not.to.be.empty;
  });

  for (const { name, summary, caughtBy, scenario } of allDefects) {
    it(`${name} (${summary}) is caught by ${caughtBy} in ${scenario}`, async () => {
      const set = { 'target.policy': policy, 'target.defect': name };
      const run = await liveRun(`defect-${name}`, { scenario, set });
      expect(run).to.fail.by(caughtBy);
      expect(run).to.proveFaults();
      expect(run).to.leaveNothingBehind();
    });
  }

  for (const scenario of new Set(allDefects.map((defect) => defect.scenario))) {
    const expected = scenarios.find(({ name }) => name === scenario)?.expect[policy];
    it(`are what fails: ${scenario} passes without one`, async () => {
      expect(expected, `${scenario} says nothing of ${policy}`).to.deep.equal([]);
      const run = await liveRun(`reference-${scenario}`, {
        scenario,
        set: { 'target.policy': policy },
      });
      expect(run).to.pass();
    });
  }
});
