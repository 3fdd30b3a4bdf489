/** Holds the names in a scenario against what exists: faults, checks, policies, connections. */

import { cohortOf } from '../contracts/connection-id.ts';
import { ChaosError } from '../contracts/errors.ts';
import type { Fault } from '../contracts/fault.ts';
import { cohorts, type Cohort, type FaultStep, type Scenario } from '../contracts/scenario.ts';
import { parseDurationMs } from '../contracts/units.ts';
import { checkMatched } from './check-matched.ts';
import { checkNetwork } from './check-network.ts';
import { suggest } from '../contracts/nearest-name.ts';
import { valueAt } from './describe-issue.ts';
import type { Path, Problem } from './scenario-error.ts';

export interface KnownNames {
  readonly faults: ReadonlyMap<string, Fault>;
  readonly checks: readonly string[];
  /** Of the reference server; empty = not known, anything goes. */
  readonly policies: readonly string[];
  /** Planted in the reference server; absent = not known, anything goes. */
  readonly defects?: readonly string[];
  /** By which users may come; absent = not known, anything goes. */
  readonly networks?: readonly string[];
}

export function checkNames(scenario: Scenario, known: KnownNames): Problem[] {
  const { checks, policies } = known;
  const { policy, defect } = scenario.target;
  return [
    ...checkUsers(scenario),
    ...checkNetwork(scenario.load, known.networks ?? []),
    ...(scenario.checks ?? []).flatMap((name, index) =>
      unknownName('check', name, { path: ['checks', index], known: checks }),
    ),
    ...(policy === undefined
      ? []
      : unknownName('policy', policy, { path: ['target', 'policy'], known: policies })),
    ...(defect === undefined
      ? []
      : unknownName('defect', defect, { path: ['target', 'defect'], known: known.defects ?? [] })),
    ...Object.entries(scenario.expect).flatMap(([name, failing]) => [
      ...unknownName('policy', name, { path: ['expect', name], atKey: true, known: policies }),
      ...failing.flatMap((check, index) =>
        unknownName('check', check, { path: ['expect', name, index], known: checks }),
      ),
    ]),
    ...scenario.faults.flatMap((step, index) =>
      checkFault(step, ['faults', index], { scenario, known }),
    ),
  ];
}

/** A script may bring users of its own; the built-in mix has only these. */
function checkUsers({ load }: Scenario): Problem[] {
  if (load.script !== undefined || Object.values(load.users).some((count) => count > 0)) return [];
  const message = '`load.users` names no user, so nothing would be loaded.';
  const help = 'Write how many users there are, such as `users: { power: 5 }`.';
  return [{ code: 'CHAOS_ERR_SCENARIO_INVALID', path: ['load', 'users'], message, help }];
}

function unknownName(
  what: string,
  name: string,
  { path, atKey = false, known }: { path: Path; atKey?: boolean; known: readonly string[] },
): Problem[] {
  if (known.length === 0 || known.includes(name)) return [];
  const message = `there is no ${what} \`${name}\`.`;
  return [{ code: 'CHAOS_ERR_SCENARIO_INVALID', path, atKey, message, help: suggest(name, known) }];
}

function checkFault(
  step: FaultStep,
  path: Path,
  { scenario, known }: { scenario: Scenario; known: KnownNames },
): Problem[] {
  const fault = known.faults.get(step.inject);
  if (fault === undefined) return [unknownFault(step.inject, path, known.faults)];
  const guarded = checkProtected(step, path, scenario);
  return [
    ...checkSettings(fault, step, path),
    ...checkMatched(fault, step, path),
    ...(guarded.length > 0 ? guarded : checkVictims(step, path, scenario)),
  ];
}

function unknownFault(name: string, path: Path, faults: KnownNames['faults']): Problem {
  const message = `there is no fault \`${name}\`.`;
  const help = suggest(name, [...faults.keys()]);
  return { code: 'CHAOS_ERR_FAULT_UNKNOWN', path: [...path, 'inject'], message, help };
}

/** Of a scenario that is no scenario yet: names its faults have, so that a file is corrected once. */
export function checkFaultNames(value: unknown, faults: KnownNames['faults']): Problem[] {
  const steps = valueAt(value, ['faults']);
  if (!Array.isArray(steps)) return [];
  return steps.flatMap((_, index) => {
    const name = valueAt(value, ['faults', index, 'inject']);
    if (typeof name !== 'string' || name === '' || faults.has(name)) return [];
    return [unknownFault(name, ['faults', index], faults)];
  });
}

function checkSettings(fault: Fault, step: FaultStep, path: Path): Problem[] {
  try {
    fault.parseSettings(step.settings);
    return [];
  } catch (error) {
    if (!(error instanceof ChaosError)) throw error;
    // Points at the one setting the fault complains about, if it says which.
    const blamed = Object.keys(step.settings).filter((name) =>
      error.message.split(/[^\w-]+/).includes(name),
    );
    const place = blamed.length === 1 ? [...path, ...blamed] : path;
    const { code, message } = error;
    const help = blamed[0] === 'every' ? helpOnEvery(step, error.help) : error.help;
    return [
      {
        code,
        path: place,
        atKey: blamed.length === 1,
        message,
        ...(help === undefined ? {} : { help }),
      },
    ];
  }
}

/** `every` is a setting of some faults; of others people mean the repetition. */
function helpOnEvery({ settings }: FaultStep, help: string | undefined): string | undefined {
  const { every } = settings;
  const isTime = typeof every === 'string' && parseDurationMs(every) !== undefined;
  return isTime ? `Write \`repeatEvery: ${every}\` to inject the fault again and again.` : help;
}

/** Whom `safety` protects is never named as a victim. */
function checkProtected({ on }: FaultStep, path: Path, { safety }: Scenario): Problem[] {
  const isProtected = (name: string): boolean =>
    safety?.protect.some((cohort) => cohort === cohortOf(name)) === true;
  const named = [
    ...(on.cohort === undefined ? [] : [{ name: on.cohort, at: ['cohort'] }]),
    ...(on.connections ?? []).map((name, index) => ({ name, at: ['connections', index] })),
  ];
  return named
    .filter(({ name }) => isProtected(name))
    .map(({ name, at }) => ({
      code: 'CHAOS_ERR_FAULT_VICTIMS',
      path: [...path, 'on', ...at],
      message: `${name} is protected by \`safety.protect\` and cannot be hit.`,
      help: 'Hit somebody else, or take the cohort off `safety.protect`.',
    }));
}

/** What can be said without the plan: nobody there, or not that many. */
function checkVictims({ on }: FaultStep, path: Path, { load, safety }: Scenario): Problem[] {
  const open = cohorts.filter((cohort) => safety?.protect.includes(cohort) !== true);
  const hit: readonly Cohort[] = on.cohort === undefined ? open : [on.cohort];
  const users = hit.reduce((sum, cohort) => sum + (load.users[cohort] ?? 0), 0);
  if (users > 0) return [];
  const who = on.cohort === undefined ? 'users' : `${on.cohort} users`;
  return [
    {
      code: 'CHAOS_ERR_FAULT_VICTIMS',
      path: [...path, 'on'],
      message: `there are no ${who} in the load from the start, so nobody can be hit.`,
      help: 'Add users to `load.users`, or hit another cohort.',
    },
  ];
}
