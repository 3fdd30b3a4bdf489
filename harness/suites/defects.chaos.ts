/**
 * Every planted defect is caught by the check named for it, in the scenario named for it. That the same server
 * passes without one is what scenarios.chaos.ts shows, and this suite for the scenarios that are not run there.
 */

import { expect, use } from 'chai';
import { allDefects, allScenarios } from './catalogue.ts';
import { chaiChaos } from './chai-chaos.ts';
import { liveRun } from './live-run.ts';
import { lookAhead, widthFor } from './look-ahead.ts';

use(chaiChaos);

/** The policy defects are planted into: the one that passes without them. */
const policy = 'graduated';
const scenarios = await allScenarios();

const isAsserted = (name: string): boolean =>
  Object.keys(scenarios.find((one) => one.name === name)?.expect ?? {}).length > 0;
const unasserted = [...new Set(allDefects.map(({ scenario }) => scenario))].filter(
  (name) => !isAsserted(name),
);

const runs = lookAhead(
  allDefects.map(({ name, scenario }) => () => {
    const set = { 'target.policy': policy, 'target.defect': name };
    return liveRun(`defect-${name}`, { scenario, set });
  }),
  { width: widthFor(process.argv, 2) },
);

describe('planted defects', function () {
  this.timeout(180_000);

  it('are there', () => {
    expect(allDefects).not.to.be.empty;
  });

  for (const [index, { name, summary, caughtBy, scenario }] of allDefects.entries()) {
    it(`${name} (${summary}) is caught by ${caughtBy} in ${scenario}`, async () => {
      const expected = scenarios.find((one) => one.name === scenario)?.expect[policy];
      if (!unasserted.includes(scenario))
        expect(expected, `${scenario} must pass without the defect`).to.deep.equal([]);
      const run = await runs(index);
      expect(run).to.fail.by(caughtBy);
      expect(run).to.leaveNothingBehind();
    });
  }

  for (const scenario of unasserted) {
    it(`are what fails in ${scenario}: without one it passes`, async () => {
      const set = { 'target.policy': policy };
      expect(await liveRun(`sound-${scenario}`, { scenario, set })).to.pass();
    });
  }
});
