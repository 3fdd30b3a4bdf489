/** The parsed file in the words of the contract: units in the names, absent fields absent. */

import type { FaultStep, SafetySpec, Scenario, VictimSelector } from '../contracts/scenario.ts';
import { noNetwork } from './check-network.ts';
import type { ParsedScenarioFile } from './scenario-schema.ts';

type Parsed = ParsedScenarioFile;

/** The policy of the reference server where the scenario names no server at all. */
export const defaultPolicy = 'graduated';

export function toScenario(file: Parsed): Scenario {
  const { name, summary, seed, phases, checks, expect } = file;
  return {
    name,
    summary,
    seed,
    target: toTarget(file.target),
    ...present({ tap: file.tap }),
    load: toLoad(file.load),
    phases: {
      baselineMs: phases.baseline,
      chaosMs: phases.chaos,
      recoveryMs: phases.recovery,
    },
    faults: file.faults.map(toStep),
    ...present({ safety: toSafety(file.safety) }),
    serviceLevel: toServiceLevel(file),
    ...present({ checks }),
    expect,
  };
}

function toTarget({ startWithin, settings, ...target }: Parsed['target']): Scenario['target'] {
  const ownServer = target.command ?? target.url;
  const policy = target.policy ?? (ownServer === undefined ? defaultPolicy : undefined);
  const { command, env, directory, url, census, hooks, defect } = target;
  const tls = target.tls === undefined ? undefined : present(target.tls);
  return {
    ...present({ command, env, directory, url, census, hooks, tls, policy, defect }),
    settings,
    startWithinMs: startWithin,
  };
}

function toLoad({
  script,
  users,
  connections,
  activity,
  env,
  arrivals,
  network,
}: Parsed['load']): Scenario['load'] {
  return {
    ...present({ script }),
    users,
    arrivals: arrivals.map((arrival) => ({
      cohort: arrival.cohort,
      users: arrival.users,
      atMs: arrival.at,
    })),
    connections,
    activity,
    env,
    ...present({ network: network === noNetwork ? undefined : network }),
  };
}

function toStep({
  inject,
  at,
  for: duration,
  repeatEvery,
  on,
  ...settings
}: Parsed['faults'][number]): FaultStep {
  const { cohort, count, share: sharePercent, connections, path, header } = on;
  const selector: VictimSelector = present({
    cohort,
    count,
    sharePercent,
    connections,
    path,
    header,
  });
  const times = present({ forMs: duration, repeatEveryMs: repeatEvery });
  return { inject, atMs: at, ...times, on: selector, settings };
}

function toSafety(safety: Parsed['safety']): SafetySpec | undefined {
  if (safety === undefined) return undefined;
  const { protect, maxVictims } = safety;
  return { protect, ...present({ maxVictimsPercent: maxVictims }) };
}

/** A server with a census is judged by its slots; of others only the wire is known. */
function toServiceLevel({ serviceLevel, target }: Parsed): Scenario['serviceLevel'] {
  const ownServer = target.command ?? target.url;
  const hasCensus = ownServer === undefined || target.census !== undefined;
  return {
    reclaimWithinMs: serviceLevel.reclaimWithin,
    judge: serviceLevel.judge ?? (hasCensus ? 'slotFree' : 'closeSeen'),
    admitWithinMs: serviceLevel.admitWithin,
    deliverWithinMs: serviceLevel.deliverWithin,
    ...present({
      bystandersWithinMs: serviceLevel.bystandersWithin,
      recoveredWithinMs: serviceLevel.recoveredWithin,
      orphanWorkWithinMs: serviceLevel.orphanWorkWithin,
      retryWithinMs: serviceLevel.retryWithin,
    }),
  };
}

type Present<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };

function present<Fields extends object>(fields: Fields): Present<Fields> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Present<Fields>;
}
