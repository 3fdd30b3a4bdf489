/** How many virtual users a run needs at once, so that they can be made before it starts. */

import type { Share } from '../options/execution-segment.ts';
import { mostUsers, regularDurationMs, type ScenarioConfig } from '../options/scenario-config.ts';

/** The most that scenarios whose times overlap need before any arrival-rate scenario asks for more. */
export function usersNeeded(scenarios: readonly ScenarioConfig[], share: Share): number {
  const totals = scenarios.map(({ startTimeMs: atMs }) =>
    scenarios
      .filter((other) => other.startTimeMs <= atMs && atMs < endMs(other))
      .reduce((sum, other) => sum + share.count(initialUsers(other)), 0),
  );
  return Math.max(0, ...totals);
}

/** The same when arrival-rate scenarios have got all they may ask for. */
export function usersAtMost(scenarios: readonly ScenarioConfig[], share: Share): number {
  return usersNeeded(
    scenarios.map((each) => ('maxVUs' in each ? { ...each, preAllocatedVUs: each.maxVUs } : each)),
    share,
  );
}

function initialUsers(scenario: ScenarioConfig): number {
  return 'preAllocatedVUs' in scenario ? scenario.preAllocatedVUs : mostUsers(scenario);
}

/** With the grace at its end, in which users are still busy. */
export function endMs(scenario: ScenarioConfig): number {
  return scenario.startTimeMs + regularDurationMs(scenario) + scenario.gracefulStopMs;
}
