/** `ws-chaos shrink`: the smallest plan that still shows the failure of a stored run. */

import { realpath, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { readVerdict } from '../compare/read-verdict.ts';
import { commandLine } from '../contracts/command-line.ts';
import { ChaosError } from '../contracts/errors.ts';
import type { Plan } from '../contracts/plan.ts';
import { formatDurationMs } from '../contracts/units.ts';
import { exitCodes } from '../contracts/verdict.ts';
import { sealPlan } from '../plan/build-plan.ts';
import { count } from '../report/headline.ts';
import { baseDirectoryOf, readRun, type StoredRun } from '../run/read-run.ts';
import { mustBeReplaceable } from '../run/replaceable.ts';
import {
  showsFailure,
  shrinkPlan,
  sizeOf,
  type PlanSize,
  type ShrinkResult,
} from '../shrink/shrink-plan.ts';
import { executeRun, latestRun } from './execute-run.ts';
import { whereItCanRun } from './in-namespace.ts';
import { shellWord } from './judge-run.ts';
import { integer } from './scenario-options.ts';
import type { VerbContext } from './verb.ts';

/** The whole wire: what failed with it is looked for with it. */
const proxy = 'toxiproxy';
const engine = 'embedded';

interface ShrinkFlags {
  readonly runs: number;
  readonly atLeast: number;
  readonly budget: number;
  readonly out?: string;
}

export function addShrinkVerb(program: Command, context: VerbContext): void {
  program
    .command('shrink')
    .description('find the smallest plan that still shows the failure of a run')
    .argument('[directory]', 'run directory of a run that failed', latestRun())
    .option('--runs <n>', 'how often a smaller plan is run at most', integer, 1)
    .option('--at-least <n>', 'how often it must fail to count', integer, 1)
    .option('--budget <n>', 'runs in all', integer, 40)
    .option('--out <dir>', 'where the smallest failing run is kept; <directory>-shrunk without it')
    .action((directory: string, flags: ShrinkFlags) =>
      context.finish(shrink(resolve(directory), flags, context)),
    );
}

async function shrink(
  directory: string,
  flags: ShrinkFlags,
  context: VerbContext,
): Promise<number> {
  const stored = await readRun(directory);
  const verdict = await readVerdict(directory);
  const failing = verdict.checks.filter(({ outcome }) => outcome === 'fail');
  if (failing.length === 0) {
    throw new ChaosError('CHAOS_ERR_USAGE', `${directory} did not fail: nothing to shrink`, {
      help: 'Name the directory of a run with a failed check.',
    });
  }
  const { plan } = stored.history;
  const kept = resolve(flags.out ?? `${directory}-shrunk`);
  const itself = await realpath(directory);
  if ((await realpath(kept).catch(() => kept)) === itself) throw overItself(kept);
  for (const place of [kept, tryOf(kept)]) await mustBeReplaceable(place);
  return whereItCanRun(plan, { proxy, engine, faults: context.tools.faults }, () =>
    shrinkStored({ kept, stored, names: failing.map(({ name }) => name) }, flags, context),
  );
}

function overItself(directory: string): ChaosError {
  return new ChaosError('CHAOS_ERR_USAGE', `--out ${directory} is the run to shrink itself`, {
    help: 'Pass a directory with --out that is not there yet.',
  });
}

/** Where a run is made before it is known whether it is kept. */
function tryOf(kept: string): string {
  return `${kept}.try`;
}

interface FailedRun {
  /** Where the smallest failing run is put, in place of the one before. */
  readonly kept: string;
  readonly stored: StoredRun;
  /** The checks that failed. */
  readonly names: readonly string[];
}

async function shrinkStored(
  { kept, stored, names }: FailedRun,
  flags: ShrinkFlags,
  context: VerbContext,
): Promise<number> {
  const { out } = context.streams;
  const interrupt = new AbortController();
  const aboutMs = Math.max(0, ...stored.history.plan.phases.map(({ endMs }) => endMs));
  out.write(
    `looking for ${names.join(', ')} in smaller plans: ${count(flags.budget, 'run')} at most, ${formatDurationMs(aboutMs)} and a little each\n`,
  );
  const result = await shrinkPlan(stored.history.plan, {
    seal: sealPlan,
    runOnce: (plan) => runOnce(plan, { stored, names, kept, interrupt }, context),
    reproduce: { runs: flags.runs, atLeast: flags.atLeast },
    budgetRuns: flags.budget,
    signal: interrupt.signal,
    onStep: ({ size, shows, runsSpent }) => {
      const mark = shows ? '✗ still fails' : '✓ does not fail';
      out.write(`${String(runsSpent).padStart(3)}  ${sizeWords(size)}: ${mark}\n`);
    },
  });
  out.write(describe(result, { names, kept }));
  if (interrupt.signal.aborted) return exitCodes.interrupted;
  return result.reproduced ? exitCodes.pass : exitCodes.unknown;
}

/** One run of a smaller plan; the directory of the newest failing one is kept. */
async function runOnce(
  plan: Plan,
  of: FailedRun & { readonly interrupt: AbortController },
  { tools, streams }: VerbContext,
): Promise<boolean> {
  const out = tryOf(of.kept);
  await rm(out, { recursive: true, force: true });
  const order = {
    plan,
    scenarioSource: of.stored.scenarioSource,
    baseDirectory: baseDirectoryOf(of.stored),
    out,
    proxy,
    engine,
    reproduce: `${commandLine} replay ${shellWord(of.kept)}`,
  } as const;
  const code = await executeRun(order, tools, { reporter: { name: 'silent' }, streams });
  if (code === exitCodes.interrupted) of.interrupt.abort(new Error('interrupted'));
  const shows = showsFailure(await readVerdict(join(out, 'verdict.json')), of.names);
  if (!shows) {
    await rm(out, { recursive: true, force: true });
    return false;
  }
  await rm(of.kept, { recursive: true, force: true });
  await rename(out, of.kept);
  return true;
}

const endWords: Readonly<Record<ShrinkResult['end'], string>> = {
  minimal: 'nothing more can be left out',
  budget: 'then the budget was spent; more with --budget',
  aborted: 'then it was interrupted',
  'not-reproduced': 'it did not show again',
};

function sizeWords({ faults, victims, users }: PlanSize): string {
  return [count(faults, 'fault'), count(victims, 'victim'), count(users, 'user')].join(', ');
}

function describe(
  { plan, end, reproduced, runsSpent }: ShrinkResult,
  { names, kept }: { names: readonly string[]; kept: string },
): string {
  const what = names.join(', ');
  if (!reproduced) return `not reproduced in ${count(runsSpent, 'run')}: ${what}\n`;
  return (
    `smallest plan that shows ${what} (${count(runsSpent, 'run')}, ${endWords[end]}): ${sizeWords(sizeOf(plan))}\n` +
    `reproduce  ${commandLine} replay ${shellWord(kept)}\n`
  );
}
