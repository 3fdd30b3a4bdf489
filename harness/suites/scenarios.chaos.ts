/** Every built-in scenario under every policy it names: caught by exactly those checks, or passed. */

import { expect, use } from 'chai';
import type { Scenario } from '../contracts/scenario.ts';
import { formatDurationMs } from '../contracts/units.ts';
import { allScenarios } from './catalogue.ts';
import { chaiChaos } from './chai-chaos.ts';
import { indexLiveRuns, liveRun } from './live-run.ts';
import { lookAhead, widthFor } from './look-ahead.ts';
import type { CliRun } from './run-cli.ts';

use(chaiChaos);

const expectations = (await allScenarios()).flatMap((scenario) =>
  Object.entries(scenario.expect).map(([policy, caughtBy]) => ({ scenario, policy, caughtBy })),
);
const runs = lookAhead(
  expectations.map(({ scenario: { name, seed }, policy }) => () => {
    const set = { 'target.policy': policy };
    return liveRun(`${name}-${policy}`, { scenario: name, seed, set });
  }),
  { width: widthFor(process.argv, 2) },
);

describe('built-in scenarios', () => {
  it('expect something of somebody', () => {
    expect(expectations).not.to.be.empty;
  });
});

after(async () => {
  process.stdout.write(`\n  reports: ${await indexLiveRuns()}\n`);
});

for (const [index, { scenario, policy, caughtBy }] of expectations.entries()) {
  const { name, seed } = scenario;
  describe(`${name} (seed ${seed}) on a server with the policy ${policy}`, function () {
    this.timeout(180_000);
    let run: CliRun;
    before(async () => {
      run = await runs(index);
    });
    it('proves its faults, carries an honest load and leaves nothing behind', () => {
      expect(run).to.proveFaults();
      expect(run).to.carryHonestLoad();
      expect(run).to.leaveNothingBehind();
    });
    if (caughtBy.length === 0) passes(scenario, () => run);
    else isCaught(caughtBy, () => run);
  });
}

function passes({ serviceLevel, faults }: Scenario, run: () => CliRun): void {
  const within = formatDurationMs(serviceLevel.reclaimWithinMs);
  it('passes every check', () => {
    expect(run()).to.pass();
  });
  it(`reclaims its zombies within ${within}`, function () {
    const makesZombies = run().plan.faults.some((fault) => fault.makesZombies !== false);
    if (!makesZombies || faults.length === 0) this.skip(); // its faults leave nobody dead
    expect(run()).to.reclaimZombies.within(within);
  });
  it('keeps live connections and delivers events', () => {
    expect(run()).to.keepLiveConnections();
    expect(run()).to.deliverEvents();
  });
}

function isCaught(caughtBy: readonly string[], run: () => CliRun): void {
  it(`is caught by ${caughtBy.join(' and ')}, and by nothing else`, () => {
    expect(run()).to.fail.exactly(...caughtBy);
  });
  if (caughtBy.includes('zombies-reclaimed')) {
    it('keeps its zombies', () => {
      expect(run()).not.to.reclaimZombies.within('1h');
    });
  }
}
