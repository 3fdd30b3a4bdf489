/** `ws-chaos load script.ts`: a load test in its own right, with k6's flags, summary and exit codes. */

import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { ChaosError, formatPosition, messageOf } from '../../../harness/contracts/errors.ts';
import { urlSecretsPrefix } from '../modules/url-secrets.ts';
import { parseSegment } from '../options/execution-segment.ts';
import { Breakdown } from '../metrics/breakdown.ts';
import type { Sample } from '../metrics/registry.ts';
import { OptionsError } from '../options/options-error.ts';
import type { RawOptions } from '../options/test-options.ts';
import { openOutputs } from '../outputs/outputs.ts';
import { assertWritable } from '../outputs/writable.ts';
import { SampleMerge } from '../outputs/sample-merge.ts';
import { LoadWatch, type LoadHonesty } from '../load-watch.ts';
import { loadExitCodes } from '../run/exit-codes.ts';
import { prepareTest, type PreparedTest } from '../run/prepare-test.ts';
import { TestRun, type TestResult } from '../run/test-run.ts';
import { compileScript } from '../script/compile-script.ts';
import type { CompiledScript } from '../script/compiled-script.ts';
import { mostThreads } from '../script/threads/most-threads.ts';
import { summarise } from '../summary/end-of-test.ts';
import { workersRunner, type WorkerOrder } from '../workers/run-workers.ts';
import { environmentOptions } from './environment-options.ts';
import { tellFailure } from './failure.ts';
import { loadUsage } from './flag-table.ts';
import { parseLoadFlags, type LoadFlags } from './load-flags.ts';
import { openLog, type LogOutput } from './log-output.ts';
import { showProgress } from './progress.ts';

export interface LoadPorts {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** All of the standard input: the script called `-`. */
  readonly stdin?: () => Promise<string>;
}

const processPorts: LoadPorts = {
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  env: process.env,
  stdin: () => text(process.stdin),
};

/**
 * Runs `load [run|check] script [flags]` (argv after `load`). Resolves with k6's exit code; rejects with
 * CHAOS_ERR_USAGE for flags that are none. SIGINT ends the users, then teardown and summary run (105).
 */
export async function runLoad(
  argv: readonly string[],
  ports: LoadPorts = processPorts,
): Promise<number> {
  const flags = parseLoadFlags(argv, ports.env);
  if (flags.verb === 'help') {
    ports.stdout(loadUsage);
    return loadExitCodes.ok;
  }
  try {
    return flags.verb === 'check' ? await check(flags, ports) : await logged(flags, ports);
  } catch (error) {
    if (error instanceof ChaosError) return tellFailure(error, ports);
    throw error;
  }
}

/** Says in which mode a script runs, and why, and runs its init code: what would keep a test from starting is told. */
async function check(flags: LoadFlags, ports: LoadPorts): Promise<number> {
  const order = await orderOf(flags, ports);
  const { script } = order;
  const modules = script.imports.join(', ') || 'none';
  ports.stdout(`${flags.script}\n  modules: ${modules}\n  mode: ${modeOf(script)}\n`);
  const log = openLog(flags.log, ports);
  try {
    const test = await prepareTest({ ...order, hasUsers: false, log: log.write });
    await test.program.close();
  } finally {
    await log.end();
  }
  return loadExitCodes.ok;
}

function modeOf({ waits, threads }: CompiledScript): string {
  if (threads !== undefined) {
    const { text, position } = threads;
    const place = position === undefined ? '' : ` (${formatPosition(position)})`;
    return `one thread a user, for ${mostThreads} users at most: a call blocks, and ${text}${place}`;
  }
  if (waits === 0) return 'event-driven: no call of it blocks';
  return `blocking calls as waits: events of a user are held back until a call returns (calls: ${waits})`;
}

async function logged(flags: LoadFlags, ports: LoadPorts): Promise<number> {
  const log = openLog(flags.log, ports);
  try {
    return await run(flags, ports, log);
  } finally {
    await log.end();
  }
}

async function run(flags: LoadFlags, ports: LoadPorts, log: LogOutput): Promise<number> {
  const order = await orderOf(flags, ports);
  const isSpread = flags.workers > 1;
  if (isSpread && flags.segment !== undefined)
    throw new OptionsError('`--workers` cannot be combined with `--execution-segment`', {
      code: 'CHAOS_ERR_USAGE',
      help: 'Give each machine its segment, or this one its workers.',
    });
  if (flags.summaryExport !== undefined) assertWritable(flags.summaryExport);
  const test = await prepareTest({
    ...order,
    share: parseSegment(flags.segment, flags.segmentSequence),
    hasUsers: !isSpread,
    log: log.write,
  });
  if (order.script.threads !== undefined) log.write('warn', modeOf(order.script));
  // a promise of a script that nobody waits for must not end the test
  const logStray = (reason: unknown): void => {
    test.context.logException(reason);
  };
  process.on('unhandledRejection', logStray);
  try {
    return await runPrepared(test, isSpread ? order : undefined, { flags, ports });
  } finally {
    process.removeListener('unhandledRejection', logStray);
    await test.program.close();
  }
}

async function orderOf(
  flags: LoadFlags,
  { env, stdin }: LoadPorts,
): Promise<Omit<WorkerOrder, 'workers'>> {
  return {
    script: await compileScript(flags.script, flags.script === '-' ? await stdin?.() : undefined),
    env: { ...(flags.includesSystemEnv ? strings(env) : {}), ...flags.env },
    weakerOptions: [await configOptions(flags)],
    strongerOptions: [environmentOptions(env), flags.options],
    secretSources: flags.secretSources,
    secretEnv: secretsOf(env),
  };
}

/** `spread` is what workers are to do; without it, this process does it. */
async function runPrepared(
  test: PreparedTest,
  spread: Omit<WorkerOrder, 'workers'> | undefined,
  { flags, ports }: { flags: LoadFlags; ports: LoadPorts },
): Promise<number> {
  const outputs = openOutputs(test.context, flags.outputs, ports);
  const breakdown = flags.isFullSummary ? new Breakdown() : undefined;
  const merge = mergeInto(flags.outputs.length === 0 ? undefined : outputs.write, breakdown?.add);
  if (merge !== undefined) test.context.metrics.addOutput(merge.add.bind(merge));
  const watch = new LoadWatch();
  const { workers } = flags;
  const runner = spread && workersRunner(test, { ...spread, workers }, { watch, merge });
  try {
    const testRun = new TestRun(test, runner);
    return await finish({ test, testRun, watch, breakdown }, flags, ports);
  } finally {
    await outputs.end();
  }
}

/** Undefined where nobody wants the samples. */
function mergeInto(...wanted: (((sample: Sample) => void) | undefined)[]): SampleMerge | undefined {
  const writes = wanted.filter((write) => write !== undefined);
  if (writes.length === 0) return undefined;
  return new SampleMerge((sample) => {
    for (const write of writes) write(sample);
  });
}

interface Running {
  readonly test: PreparedTest;
  readonly testRun: TestRun;
  readonly watch: LoadWatch;
  readonly breakdown: Breakdown | undefined;
}

async function finish(
  { test, testRun, watch, breakdown }: Running,
  flags: LoadFlags,
  ports: LoadPorts,
): Promise<number> {
  const progress = showProgress(test, testRun, flags.isQuiet ? undefined : ports);
  // the loop of a coordinator does nothing that could be late
  if (flags.workers <= 1) watch.start();
  const ended = await untilSignal(testRun);
  watch.end();
  progress.end(ended);
  const result = { ...ended, load: honestyOf({ test, testRun, watch }, flags.workers), breakdown };
  const { doubts, advice } = result.load;
  for (const line of [...doubts, ...advice]) test.context.log('warn', line);
  const isSummarised = !flags.hasSummary || (await summary(test, result, { flags, ports }));
  const isOk = result.exitCode === loadExitCodes.ok;
  return isOk && !isSummarised ? loadExitCodes.summaryTimeout : result.exitCode;
}

function honestyOf(
  of: { test: PreparedTest; testRun: TestRun; watch: LoadWatch },
  processes: number,
): LoadHonesty {
  const { counts, metrics } = of.test.context;
  const { started, dropped } = counts;
  const planned = Math.max(of.testRun.plannedStarts(), counts.planned);
  return of.watch.account(
    { plannedStarts: planned, achievedStarts: started, dropped },
    metrics,
    processes,
  );
}

function summary(
  test: PreparedTest,
  result: TestResult & Pick<Running, 'breakdown'> & { readonly load: LoadHonesty },
  { flags, ports }: { flags: LoadFlags; ports: LoadPorts },
): Promise<boolean> {
  const { summaryExport } = flags;
  return summarise(test, result, {
    stdout: ports.stdout,
    stderr: ports.stderr,
    ...(summaryExport === undefined ? {} : { exportTo: summaryExport }),
  });
}

/** The first signal ends the users, a second one the process. */
async function untilSignal(testRun: TestRun): Promise<TestResult> {
  const stop = (): void => {
    testRun.stop('interrupted by a signal', loadExitCodes.interrupted);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    return await testRun.run();
  } finally {
    process.removeListener('SIGINT', stop);
    process.removeListener('SIGTERM', stop);
  }
}

async function configOptions({ configFile }: LoadFlags): Promise<RawOptions> {
  if (configFile === undefined) return {};
  try {
    return JSON.parse(await readFile(configFile, 'utf8')) as RawOptions;
  } catch (error) {
    throw new OptionsError(`cannot read ${configFile}: ${messageOf(error)}`, {
      code: 'CHAOS_ERR_USAGE',
      help: 'Name a file of options as JSON.',
    });
  }
}

/** Variables that say more about secret sources, and nothing else of the environment. */
function secretsOf(env: LoadPorts['env']): Record<string, string> {
  const all = Object.entries(strings(env));
  return Object.fromEntries(all.filter(([name]) => name.startsWith(urlSecretsPrefix)));
}

function strings(env: LoadPorts['env']): Record<string, string> {
  const known = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return Object.fromEntries(known);
}
