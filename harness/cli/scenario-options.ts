/** The flags that say which scenario runs against what; shared by `run`, `plan` and `validate`. */

import { InvalidArgumentError, type Command } from 'commander';
import { buildPlan } from '../plan/build-plan.ts';
import { commandLine } from '../contracts/command-line.ts';
import { formatPosition } from '../contracts/errors.ts';
import type { Plan } from '../contracts/plan.ts';
import { loadScenario, type LoadedScenario } from '../scenario/load-scenario.ts';
import { shellWord } from './judge-run.ts';
import type { VerbContext } from './verb.ts';

export interface ScenarioFlags {
  readonly seed?: number;
  readonly set: readonly string[];
  readonly targetUrl?: string;
  readonly targetCommand?: string;
  readonly duration?: string;
  readonly allowHost: readonly string[];
}

const collect = (value: string, previous: readonly string[]): readonly string[] => [
  ...previous,
  value,
];

export function addScenarioFlags(command: Command): Command {
  return command
    .argument('<scenario>', 'a YAML file, a TypeScript file, or the name of a built-in scenario')
    .option('--seed <n>', "decides every random choice; the scenario's own without it", integer)
    .option(
      '--set <path=value>',
      'changes the scenario, e.g. target.policy=conservative',
      collect,
      [],
    )
    .option('--target-url <url>', 'a server that is already running')
    .option('--target-command <command>', 'starts the server under test (with --target-url)')
    .option('--duration <time>', 'length of the chaos phase, e.g. 8h')
    .option('--allow-host <host>', 'permits load on a host other than this machine', collect, []);
}

/** `--target-*` and `--duration` are shorthands of `--set`, so all are checked the same way. */
export function overridesOf(flags: ScenarioFlags): readonly string[] {
  const { targetUrl, targetCommand, duration } = flags;
  const words = targetCommand?.trim().split(/\s+/);
  return [
    ...(targetUrl === undefined ? [] : [`target=${JSON.stringify({ url: targetUrl })}`]),
    ...(words === undefined ? [] : [`target.command=${JSON.stringify(words)}`]),
    ...(duration === undefined ? [] : [`phases.chaos=${duration}`]),
    ...flags.set,
  ];
}

export async function loadAndPlan(
  reference: string,
  flags: ScenarioFlags,
  { tools, streams }: Pick<VerbContext, 'tools' | 'streams'>,
): Promise<{ readonly loaded: LoadedScenario; readonly plan: Plan }> {
  const loaded = await loadScenario(reference, {
    overrides: overridesOf(flags),
    faults: tools.faults,
    checks: [...tools.checkers.keys()],
    policies: tools.policies.map(({ name }) => name),
    networks: tools.networks.networks.map(({ name }) => name),
    allowHosts: flags.allowHost,
  });
  for (const { message, help, position } of loaded.warnings) {
    streams.err.write(`${formatPosition(position)}: warning: ${message}\n  → ${help}\n`);
  }
  const seed = flags.seed === undefined ? {} : { seed: flags.seed };
  const { faults, networks } = tools;
  return { loaded, plan: buildPlan(loaded.scenario, { ...seed, faults, networks }) };
}

/** The line that runs the same again, from a checkout. */
export function reproduceLine(reference: string, flags: ScenarioFlags, plan: Plan): string {
  const sets = overridesOf(flags).flatMap((override) => ['--set', override]);
  const hosts = flags.allowHost.flatMap((host) => ['--allow-host', host]);
  const words = ['run', reference, '--seed', String(plan.seed), ...sets, ...hosts];
  return `${commandLine} ${words.map(shellWord).join(' ')}`;
}

/** For commander: a whole number from 0, or a usage error. */
export function integer(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) {
    throw new InvalidArgumentError('Give a whole number from 0 up.');
  }
  return value;
}
