/** The flags that say which scenario runs against what; shared by `run`, `plan` and `validate`. */

import { relative } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { buildPlan } from '../plan/build-plan.ts';
import { commandLine } from '../contracts/command-line.ts';
import { ChaosError, formatPosition } from '../contracts/errors.ts';
import type { Plan } from '../contracts/plan.ts';
import { checkFiles } from './check-files.ts';
import { loadScenario, type LoadedScenario } from '../scenario/load-scenario.ts';
import { shellWord } from './judge-run.ts';
import { scenarioLines } from './scenario-lines.ts';
import type { Toolbox } from './toolbox.ts';
import type { VerbContext } from './verb.ts';

export interface ScenarioFlags {
  readonly seed?: number;
  readonly set: readonly string[];
  readonly targetUrl?: string;
  readonly targetCommand?: string;
  readonly duration?: string;
  readonly allowHost: readonly string[];
}

/** An option that may be given again and again. */
function many(flags: string, description: string): Option {
  return new Option(flags, description)
    .default([], 'none; may be repeated')
    .argParser((value: string, previous: readonly string[]) => [...previous, value]);
}

export function addScenarioFlags(command: Command): Command {
  return command
    .argument('<scenario>', 'a YAML file, a TypeScript file, or the name of a built-in scenario')
    .option('--seed <n>', "decides every random choice; the scenario's own without it", integer)
    .addOption(many('--set <path=value>', 'changes the scenario, e.g. target.policy=conservative'))
    .option('--target-url <url>', 'a server that is already running')
    .option('--target-command <command>', 'starts the server under test (with --target-url)')
    .option('--duration <time>', 'length of the chaos phase, e.g. 8h')
    .addOption(many('--allow-host <host>', 'permits load on a host other than this machine'));
}

/** `--target-*` and `--duration` are shorthands of `--set`, so all are checked the same way. */
export function overridesOf(flags: ScenarioFlags): readonly string[] {
  const { targetUrl, targetCommand, duration } = flags;
  const words = targetCommand?.trim().split(/\s+/);
  if (words !== undefined && targetUrl === undefined) {
    throw new ChaosError('CHAOS_ERR_USAGE', '--target-command says nothing of where it listens', {
      help: 'Add --target-url, such as `--target-url ws://127.0.0.1:3000/chat`.',
    });
  }
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
    defects: tools.defects.map(({ name }) => name),
    networks: tools.networks.networks.map(({ name }) => name),
    allowHosts: flags.allowHost,
  });
  checkFiles(loaded);
  for (const { message, help, position } of loaded.warnings) {
    streams.err.write(`${formatPosition(position)}: warning: ${message}\n  → ${help}\n`);
  }
  const seed = flags.seed === undefined ? {} : { seed: flags.seed };
  const { faults, networks } = tools;
  try {
    return { loaded, plan: buildPlan(loaded.scenario, { ...seed, faults, networks }) };
  } catch (error) {
    throw placed(error, loaded, faults);
  }
}

/** What only the plan finds out, such as victims that are not there, at the line of its fault. */
function placed(error: unknown, loaded: LoadedScenario, faults: Toolbox['faults']): unknown {
  if (!(error instanceof ChaosError) || error.position !== undefined) return error;
  const fault = /\bf\d+\b/.exec(error.message)?.[0] ?? '';
  const line = scenarioLines(loaded, faults).lines[fault];
  if (line === undefined) return error;
  const { code, message, help, cause } = error;
  const near = relative(process.cwd(), loaded.file);
  const position = { file: near.startsWith('..') ? loaded.file : near, line };
  return new ChaosError(code, message, {
    position,
    cause,
    ...(help === undefined ? {} : { help }),
  });
}

/** The line that runs the same again, from a checkout. */
export function reproduceLine(reference: string, flags: ScenarioFlags, plan: Plan): string {
  const { targetUrl, targetCommand, duration, set, allowHost } = flags;
  const one = (flag: string, value: string | undefined): readonly string[] =>
    value === undefined ? [] : [flag, value];
  const words = [
    ...['run', reference, '--seed', String(plan.seed)],
    ...one('--target-url', targetUrl),
    ...one('--target-command', targetCommand),
    ...one('--duration', duration),
    ...set.flatMap((override) => ['--set', override]),
    ...allowHost.flatMap((host) => ['--allow-host', host]),
  ];
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
