/** Scenario and seed in, plan out: pure, and the only place where chance decides anything. */

import type { Fault } from '../contracts/fault.ts';
import { needsOf } from '../contracts/fault-needs.ts';
import { ChaosError } from '../contracts/errors.ts';
import type { NetworkTable } from '../contracts/network.ts';
import type { Plan, PlannedFault, PlannedPhase } from '../contracts/plan.ts';
import { proofAllowanceMs } from '../contracts/repetition.ts';
import type { Scenario } from '../contracts/scenario.ts';
import { hashOf } from './canonical-json.ts';
import { chooseVictims, holdsOf, type Aim } from './choose-victims.ts';
import { expandSteps, type Injection } from './expand-steps.ts';
import { isMatched, planMatch } from './match-victims.ts';
import { planHandOffs } from './plan-hand-offs.ts';
import { planLanes } from './plan-lanes.ts';
import { drawNetworks } from './plan-networks.ts';
import { planUsers } from './plan-users.ts';
import { refuseTooMany, unprotected } from './safety.ts';
import { createRandom } from './seeded-random.ts';
import { refuseManyProcesses } from './whole-users.ts';

export interface PlanOptions {
  /** Instead of the scenario's own. */
  readonly seed?: number;
  readonly faults: ReadonlyMap<string, Fault>;
  /** By which users may come; none where absent. */
  readonly networks?: NetworkTable;
}

/**
 * The same scenario and seed give the same bytes. An empty `checks` means all of them.
 * Throws CHAOS_ERR_FAULT_UNKNOWN, CHAOS_ERR_FAULT_SETTINGS, CHAOS_ERR_FAULT_VICTIMS, CHAOS_ERR_SCENARIO_INVALID.
 */
export function buildPlan(scenario: Scenario, options: PlanOptions): Plan {
  const seed = options.seed ?? scenario.seed;
  const random = createRandom(seed);
  const { users, ...ofNetworks } = drawNetworks(
    planUsers(scenario, random.fork('users')),
    scenario.load,
    { table: options.networks, random: random.fork('networks') },
  );
  const steps = scenario.faults.map((step) => ({
    step,
    fault: faultNamed(step.inject, options.faults),
  }));
  const injections = expandSteps(steps, scenario);
  const aims = injections
    .filter(({ step }) => !isMatched(step.on))
    .map((injection) => aimOf(injection, scenario));
  const mayBeHit = unprotected(users, scenario.safety);
  const victims = chooseVictims(aims, mayBeHit, random.fork('faults'));
  const faults = injections.map((injection) => {
    const chosen = victims.get(injection.id) ?? [];
    if (!isMatched(injection.step.on)) return planFault(injection, chosen, scenario);
    return { ...planFault(injection, [], scenario), match: planMatch(injection, scenario, random) };
  });
  const returning = injections.filter(({ fault }) => fault.hitsReturning === true);
  refuseManyProcesses(faults);
  refuseTooMany(faults, users, scenario.safety);
  const handOffs = planHandOffs({
    users: mayBeHit,
    networks: ofNetworks.networks ?? [],
    scenario,
    holds: holdsOf(aims, victims),
    random: random.fork('hand-offs'),
  }).map((planned) => ({ ...planned, settings: defaultsOf(planned.inject, options.faults) }));
  const { script, activity, env } = scenario.load;
  const plan: Omit<Plan, 'hash'> = {
    version: 1,
    scenario: scenario.name,
    seed,
    target: scenario.target,
    ...(scenario.tap === undefined ? {} : { tap: scenario.tap }),
    load: { ...(script === undefined ? {} : { script }), activity, env, users, ...ofNetworks },
    phases: planPhases(scenario),
    lanes: planLanes(users, faults, new Set(returning.map(({ id }) => id))),
    faults: [...faults, ...handOffs].toSorted((a, b) => a.beginMs - b.beginMs),
    serviceLevel: scenario.serviceLevel,
    checks: scenario.checks ?? [],
  };
  return sealPlan(plan);
}

/** Puts the hash on a plan: SHA-256 of its canonical JSON without `hash`. */
export function sealPlan(unsealed: Omit<Plan, 'hash'>): Plan {
  const { version, scenario, seed, ...rest } = unsealed;
  return { version, scenario, seed, hash: hashOf(unsealed), ...rest };
}

function faultNamed(name: string, faults: ReadonlyMap<string, Fault>): Fault {
  const fault = faults.get(name);
  if (fault !== undefined) return fault;
  throw new ChaosError('CHAOS_ERR_FAULT_UNKNOWN', `there is no fault \`${name}\``, {
    help: `Use one of ${[...faults.keys()].join(', ')}.`,
  });
}

function defaultsOf(name: string, faults: ReadonlyMap<string, Fault>): PlannedFault['settings'] {
  return faultNamed(name, faults).parseSettings({});
}

/** After a heal a client needs about this long to be back, beside the time the server may take to let go of it. */
const returnMs = 3000;

function aimOf(
  { id, step, fault, beginMs, healMs }: Injection,
  { serviceLevel: { reclaimWithinMs } }: Scenario,
): Aim {
  const untilMs = Math.max(healMs, beginMs + reclaimWithinMs) + reclaimWithinMs + returnMs;
  const settings = fault.parseSettings(step.settings);
  const needs = needsOf(fault, settings);
  const wholeUsers = needs.includes('client-process');
  const isKept = needs.includes('client-control') || wholeUsers;
  const isLaned = fault.toxics !== undefined;
  const isHeld = kills(fault, settings) || step.repeatEveryMs !== undefined;
  return {
    id,
    inject: step.inject,
    on: step.on,
    span: { fromMs: beginMs, untilMs },
    claim: isKept || (isLaned && isHeld) ? 'kept' : isLaned ? 'laned' : isHeld ? 'held' : 'shared',
    ...(wholeUsers ? { wholeUsers } : {}),
  };
}

/** Whether victims are dead from its proof on, or may die later. */
function kills(fault: Fault, settings: PlannedFault['settings']): boolean {
  return fault.makesZombies || fault.firstDeathMs?.(settings) !== undefined;
}

function planFault(
  { id, step, fault, beginMs, healMs }: Injection,
  victims: readonly string[],
  { serviceLevel: { reclaimWithinMs } }: Scenario,
): PlannedFault {
  const settings = fault.parseSettings(step.settings);
  return {
    id,
    inject: step.inject,
    beginMs,
    healMs,
    victims,
    ...(fault.toxics === undefined ? {} : { lane: id }),
    ...(needsOf(fault, settings).includes('client-process') ? { process: id } : {}),
    makesZombies: fault.makesZombies,
    ...(fault.firstDeathMs?.(settings) === undefined
      ? {}
      : { killsUntilMs: Math.max(beginMs, healMs - reclaimWithinMs - proofAllowanceMs) }),
    ...(fault.ignoresClose === true ? { ignoresClose: true } : {}),
    settings,
  };
}

function planPhases({ phases: { baselineMs, chaosMs, recoveryMs } }: Scenario): PlannedPhase[] {
  const chaosEndMs = baselineMs + chaosMs;
  return [
    { name: 'baseline', beginMs: 0, endMs: baselineMs },
    { name: 'chaos', beginMs: baselineMs, endMs: chaosEndMs },
    { name: 'recovery', beginMs: chaosEndMs, endMs: chaosEndMs + recoveryMs },
  ];
}
