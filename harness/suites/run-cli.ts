/** Runs the real command line as a child process, as a user's shell would. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startCli } from '../cli/testing/real-cli.ts';
import { commandLine } from '../contracts/command-line.ts';
import type { Clock } from '../contracts/clock.ts';
import type { Plan } from '../contracts/plan.ts';
import type { Verdict } from '../contracts/verdict.ts';
import { stopProcess } from '../process/stop-process.ts';
import { systemClock } from '../process/system-clock.ts';
import { withTimeLimit } from '../process/time-limit.ts';
import type { ChaosRun } from './chaos-run.ts';

/** Long enough for the longest built-in scenario on a slow machine. */
const defaultLimitMs = 120_000;
/** What an interrupted run may take to undo everything. */
const graceMs = 15_000;

export interface CliResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly clock?: Clock;
  readonly limitMs?: number;
  /** The module started; the project's own command line without it. */
  readonly module?: string;
}

/** `ws-chaos <args>`. Rejects when it is not done within the limit; then it was stopped. */
export async function runCli(
  args: readonly string[],
  { clock = systemClock, limitMs = defaultLimitMs, module }: CliOptions = {},
): Promise<CliResult> {
  const { process: child, ended } = startCli(args, module === undefined ? {} : { module });
  const late = (): Error =>
    new Error(`ws-chaos ${args.join(' ')} took longer than ${limitMs} ms and was stopped`);
  try {
    const { code, out, err } = await withTimeLimit(clock, { ms: limitMs, onTimeout: late }, ended);
    return { exitCode: code ?? -1, stdout: out, stderr: err };
  } finally {
    await stopProcess(clock, child, graceMs);
  }
}

export interface ScenarioRequest {
  /** Name of a built-in scenario, or a file. */
  readonly scenario: string;
  /** Run directory. */
  readonly directory: string;
  readonly seed?: number;
  /** `--set` pairs: `{ 'target.policy': 'graduated' }`. */
  readonly set?: Readonly<Record<string, string>>;
}

export type CliRun = ChaosRun & CliResult & { readonly plan: Plan };

/** `ws-chaos run …`, and what it left in the run directory. Rejects with its output when there is no verdict. */
export async function runScenarioCli(
  request: ScenarioRequest,
  options?: CliOptions,
): Promise<CliRun> {
  const { scenario, directory, seed, set = {} } = request;
  const flags = [
    ...(seed === undefined ? [] : ['--seed', String(seed)]),
    ...Object.entries(set).flatMap(([path, value]) => ['--set', `${path}=${value}`]),
  ];
  const result = await runCli(['run', scenario, '--out', directory, ...flags], options);
  const verdict = (await readJson(directory, 'verdict.json', result)) as Verdict;
  const plan = (await readJson(directory, 'plan.json', result)) as Plan;
  const reproduce = `${commandLine} run ${[scenario, ...flags].join(' ')}`;
  return { ...result, directory, verdict, plan, reproduce };
}

/** Once more where a check could not be judged: see `judgedRun`. */
export async function judgedScenarioCli(request: ScenarioRequest): Promise<CliRun> {
  const run = await runScenarioCli(request);
  const isJudged = run.verdict.checks.every(({ outcome }) => outcome !== 'unknown');
  return isJudged ? run : runScenarioCli(request);
}

async function readJson(directory: string, name: string, result: CliResult): Promise<unknown> {
  try {
    return JSON.parse(await readFile(join(directory, name), 'utf8'));
  } catch (cause) {
    const { exitCode, stdout, stderr } = result;
    throw new Error(
      `the run left no ${name} (exit code ${String(exitCode)})\n${stdout}\n${stderr}`,
      { cause },
    );
  }
}
