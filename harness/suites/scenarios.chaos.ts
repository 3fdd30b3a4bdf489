/** Every built-in scenario under every policy it names: caught by exactly those checks, or passed. */

import { expect, use } from 'chai';
import type { Scenario } from '../contracts/scenario.ts';
import { formatDurationMs } from '../contracts/units.ts';
import { allScenarios } from './catalogue.ts';
import { chaiChaos } from './chai-chaos.ts';
import { liveRun } from './live-run.ts';
import type { CliRun } from './run-cli.ts';

use(chaiChaos);

const scenarios = await allScenarios();

for (const scenario of scenarios) {
  describe(`${scenario.name} (seed ${scenario.seed})`, function () {
    this.timeout(180_000);
    for (const [policy, caughtBy] of Object.entries(scenario.expect)) {
      describe(`a server with the policy ${policy}`, () => {
        let run: CliRun;
        before(async () => {
          const { name, seed } = scenario;
          const set = { 'target.policy': policy };
          run = await liveRun(`${name}-${policy}`, { scenario: name, seed, set });
        });
        if (caughtBy.length === 0) passes(scenario, () => run);
        else isCaught(caughtBy, () => run);
      });
    }
  });
}

function passes({ serviceLevel, faults }: Scenario, run: () => CliRun): void {
  const within = formatDurationMs(serviceLevel.reclaimWithinMs);
  it('passes every check, its faults proven', () => {
    expect(run()).to.pass();
    expect(run()).to.proveFaults();
    expect(run()).to.carryHonestLoad();
  });
  it(`reclaims its zombies within ${within}`, function () {
    const makesZombies = run().plan.faults.some((fault) => fault.makesZombies !== false);
    if (!makesZombies || faults.length === 0) this.skip(); // its faults leave nobody dead
    expect(run()).to.reclaimZombies.within(within);
  });
  it('keeps live connections, delivers events and leaves nothing behind', () => {
    expect(run()).to.keepLiveConnections();
    expect(run()).to.deliverEvents();
    expect(run()).to.leaveNothingBehind();
  });
}

function isCaught(caughtBy: readonly string[], run: () => CliRun): void {
  it(`is caught by ${caughtBy.join(' and ')}, and by nothing else`, () => {
    expect(run()).to.fail.exactly(...caughtBy);
  });
  it('is caught in a run that proved its faults and left nothing behind', () => {
    expect(run()).to.proveFaults();
    expect(run()).to.leaveNothingBehind();
  });
  if (caughtBy.includes('zombies-reclaimed')) {
    it('keeps its zombies', () => {
      expect(run()).not.to.reclaimZombies.within('1h');
    });
  }
}
