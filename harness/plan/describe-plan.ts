/** A plan in words: what `ws-chaos plan` prints before anything runs. */

import { leftOutOf } from '../contracts/network.ts';
import type { Plan, PlannedFault, PlannedUser } from '../contracts/plan.ts';
import { cohorts, type TargetSpec } from '../contracts/scenario.ts';
import { formatDurationMs } from '../contracts/units.ts';

const namesShown = 6;
/** A soak has thousands: the first of them show the pattern. */
const momentsShown = 60;

/** Lines of at most about 100 columns, no trailing newline. */
export function describePlan(plan: Plan): string {
  const { reclaimWithinMs, judge, admitWithinMs, deliverWithinMs } = plan.serviceLevel;
  const { bystandersWithinMs, recoveredWithinMs, orphanWorkWithinMs, retryWithinMs } =
    plan.serviceLevel;
  return [
    `${plan.scenario}  seed ${plan.seed}  plan ${plan.hash.slice(0, 12)}`,
    `target         ${describeTarget(plan.target)}`,
    `load           ${describeLoad(plan)}`,
    ...describeNetworks(plan),
    `phases         ${plan.phases.map((phase) => `${phase.name} ${span(phase.beginMs, phase.endMs)}`).join(', ')}`,
    `service level  reclaim within ${formatDurationMs(reclaimWithinMs)} (${judge}), ` +
      `admit within ${formatDurationMs(admitWithinMs)}, deliver within ${formatDurationMs(deliverWithinMs)}` +
      further('bystanders', bystandersWithinMs) +
      further('recovered', recoveredWithinMs) +
      further('orphan work', orphanWorkWithinMs) +
      further('retry', retryWithinMs),
    `checks         ${plan.checks.length === 0 ? 'all' : plan.checks.join(', ')}`,
    'schedule',
    ...describeSchedule(plan),
  ].join('\n');
}

function further(what: string, withinMs: number | undefined): string {
  return withinMs === undefined ? '' : `, ${what} within ${formatDurationMs(withinMs)}`;
}

function describeTarget({ command, url, policy, defect, settings }: TargetSpec): string {
  if (command !== undefined) return `\`${command.join(' ')}\` at ${url ?? 'an unknown address'}`;
  if (url !== undefined) return url;
  const flags = Object.entries(settings).map(([name, value]) => `${name} ${value}`);
  const planted = defect === undefined ? '' : `, defect ${defect}`;
  const details = flags.length === 0 ? '' : ` (${flags.join(', ')})`;
  return `reference server, policy ${policy ?? 'graduated'}${planted}${details}`;
}

function describeLoad({ load }: Plan): string {
  const groups = cohorts.flatMap((cohort) => {
    const users = load.users.filter((user) => user.cohort === cohort && !user.arrival);
    return users.length === 0 ? [] : [`${users.length} ${cohort}`];
  });
  const connections = load.users
    .filter((user) => !user.arrival)
    .reduce((sum, user) => sum + user.connections, 0);
  const script = load.script ?? 'the built-in user mix';
  return `${script}, ${load.activity}: ${groups.join(', ')}; ${connections} connections`;
}

/** Users, those who arrive later too. */
function describeNetworks({ load: { networks, users } }: Plan): string[] {
  if (networks === undefined) return [];
  const groups = networks.map(
    ({ name }) => `${users.filter(({ network }) => network === name).length} ${name}`,
  );
  const bare = users.filter(({ network }) => network === undefined).length;
  const rest = bare === 0 ? [] : [`${bare} none`];
  const leftOut = leftOutOf(networks);
  return [
    `networks       ${[...groups, ...rest].join(', ')}`,
    ...(leftOut === undefined ? [] : [`               ${leftOut}`]),
  ];
}

/** What happens, in the order of time. */
function describeSchedule(plan: Plan): string[] {
  const faults = plan.faults.flatMap((fault) => {
    const { id, inject, beginMs, healMs, settings } = fault;
    const details = Object.keys(settings).length === 0 ? '' : ` ${JSON.stringify(settings)}`;
    return [
      { atMs: beginMs, text: `${id} ${inject}${details} hits ${whom(fault)}` },
      { atMs: healMs, text: `${id} ${inject} heals` },
    ];
  });
  const arrivals = arrivalsByTime(plan.load.users).map(([atMs, names]) => ({
    atMs,
    text: `${some(names)} arrive${names.length === 1 ? 's' : ''}`,
  }));
  const moments = [...faults, ...arrivals].toSorted((a, b) => a.atMs - b.atMs);
  const shown = moments
    .slice(0, momentsShown)
    .map(({ atMs, text }) => `  ${formatDurationMs(atMs).padStart(7)}  ${text}`);
  const left = moments.length - shown.length;
  if (left === 0) return shown;
  const untilMs = moments.at(-1)?.atMs ?? 0;
  return [...shown, `  and ${left} more until ${formatDurationMs(untilMs)}: ${tally(plan)}`];
}

/** How often each fault is injected in all. */
function tally({ faults }: Plan): string {
  const byName = Map.groupBy(faults, ({ inject }) => inject);
  return [...byName]
    .map(([name, of]) => `${name} ${of.length === 1 ? 'once' : `${of.length} times`}`)
    .join(', ');
}

function arrivalsByTime(users: readonly PlannedUser[]): [number, string[]][] {
  const arriving = users.filter((user) => user.arrival);
  const groups = Map.groupBy(arriving, (user) => user.startAfterMs);
  return [...groups].map(([atMs, group]) => [atMs, group.map((user) => user.id)]);
}

function span(beginMs: number, endMs: number): string {
  return `${formatDurationMs(beginMs)} to ${formatDurationMs(endMs)}`;
}

function whom({ victims, match, process }: PlannedFault): string {
  const apart = process === undefined ? '' : ', in a process of their own';
  if (match === undefined) return `${count(victims)}: ${some(victims)}${apart}`;
  const { path, header, sharePercent = 100 } = match;
  const asked = [path, header].filter((one) => one !== undefined).join(' and ');
  return `${match.count ?? `${sharePercent}%`} of those that asked for ${asked}`;
}

function count(victims: readonly string[]): string {
  return `${victims.length} connection${victims.length === 1 ? '' : 's'}`;
}

function some(names: readonly string[]): string {
  const more = names.length - namesShown;
  const shown = names.slice(0, namesShown).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}
