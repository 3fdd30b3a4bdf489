/** Everything before the first byte is sent: bundle, init, options, thresholds, users. */

import { dirname } from 'node:path';
import { ChaosError } from '../../../harness/contracts/errors.ts';
import { CheckTree } from '../metrics/check-tree.ts';
import { MetricRegistry } from '../metrics/registry.ts';
import { tagFilter } from '../metrics/system-tags.ts';
import { ThresholdSet } from '../metrics/threshold-set.ts';
import { moduleSpec } from '../modules/index.ts';
import { SecretSources } from '../modules/secret-sources.ts';
import { wholeShare, type Share } from '../options/execution-segment.ts';
import { OptionsError } from '../options/options-error.ts';
import { consolidate, type RawOptions } from '../options/test-options.ts';
import type { CompiledScript } from '../script/compiled-script.ts';
import type { Program } from '../script/program.ts';
import { ScriptProgram } from '../script/script-program.ts';
import { TestAborted, VirtualUser } from '../user/virtual-user.ts';
import type { ConnectionLedger } from './connection-ledger.ts';
import { readOptions } from './read-options.ts';
import { engineMetrics, type LogLevel, type LogSource, type RunContext } from './run-context.ts';
import { ScriptFiles } from './script-files.ts';
import { scriptConsole } from './script-console.ts';
import { UserPool } from './user-pool.ts';
import { usersAtMost, usersNeeded } from './users-needed.ts';

export interface TestRequest {
  /** Path of the script, or the script compiled already. */
  readonly script: string | CompiledScript;
  readonly env: Readonly<Record<string, string>>;
  /** Layers around the script's own options: weaker ones, and stronger ones (environment, flags). */
  readonly weakerOptions?: readonly RawOptions[];
  readonly strongerOptions?: readonly RawOptions[];
  readonly ledger?: ConnectionLedger;
  /** The part of the test that this process does; all of it where absent. */
  readonly share?: Share;
  /** `--secret-source` texts. */
  readonly secretSources?: readonly string[];
  /** Variables that say more about secret sources. */
  readonly secretEnv?: Readonly<Record<string, string>>;
  /** False for a coordinator, whose users are in other processes. */
  readonly hasUsers?: boolean;
  log(level: LogLevel, text: string, source?: LogSource): void;
}

export interface PreparedTest {
  readonly context: RunContext;
  readonly program: Program;
  readonly pool: UserPool;
  readonly thresholds: ThresholdSet;
  /** Runs setup, teardown and the summary; user 0. */
  readonly lead: VirtualUser;
  readonly env: Readonly<Record<string, string>>;
  onAbort: (reason: string) => void;
  onFail: (reason: string | undefined) => void;
}

/** Rejects with a ChaosError, an OptionsError, or what the init code threw (as CHAOS_ERR_LOAD_SCRIPT). */
export async function prepareTest(request: TestRequest): Promise<PreparedTest> {
  const script =
    typeof request.script === 'string' ? await compile(request.script) : request.script;
  const { entry, imports } = script;
  const program = await programOf(script);
  for (const name of imports) {
    const warning = moduleSpec(name)?.warning;
    if (warning !== undefined) request.log('warn', warning);
  }
  const hooks: Pick<PreparedTest, 'onAbort' | 'onFail'> = {
    onAbort: () => undefined,
    onFail: () => undefined,
  };
  const context = makeContext({ script, request, program, hooks, entry });
  const console = scriptConsole(context);
  const lead = new VirtualUser(context, { inTest: 0, inInstance: 0 });
  lead.env = { ...request.env };
  await initialise(lead, program, console);
  const { weakerOptions: weaker = [], strongerOptions: stronger = [] } = request;
  const layers = { weaker, exports: lead.exports, stronger };
  const thresholds = readOptions(script, layers, (options) => {
    context.options = options;
    return new ThresholdSet(options.thresholds, context.metrics);
  });
  for (const warning of context.options.warnings) context.log('warn', warning);
  context.metrics.keepTags = tagFilter(context.options.systemTags);
  context.runTags = context.options.tags;
  program.admit(usersAtMost(context.options.scenarios, context.share));
  const pool = new UserPool((index) => {
    const user = new VirtualUser(context, {
      inTest: context.share.index(index) + 1,
      inInstance: index + 1,
    });
    user.env = program.writesEnv ? { ...request.env } : lead.env;
    const log = (error: unknown): void => {
      context.logException(error);
    };
    try {
      initialise(user, program, console)?.catch(log);
    } catch (error) {
      log(error);
    }
    context.counts.usersInitialised++;
    return user;
  });
  if (request.hasUsers !== false) pool.grow(usersNeeded(context.options.scenarios, context.share));
  await program.settled();
  return Object.assign(hooks, { context, program, pool, thresholds, lead, env: request.env });
}

/** The compiler is loaded only where it is needed: it is most of an engine's own memory. */
async function compile(path: string): Promise<CompiledScript> {
  const { compileScript } = await import('../script/compile-script.ts');
  return compileScript(path);
}

/** Threads are loaded only for the scripts that need them. */
async function programOf(script: CompiledScript): Promise<Program> {
  if (script.threads === undefined) return new ScriptProgram(script);
  const { ThreadedProgram } = await import('../script/threads/threaded-program.ts');
  return new ThreadedProgram(script, script.threads);
}

/** A promise where init code waits for something; throws what it threw, or rejects with it. */
function initialise(
  user: VirtualUser,
  program: Program,
  console: object,
): Promise<void> | undefined {
  const done = (): void => {
    user.phase = 'vu';
  };
  try {
    const waiting = program.instantiate(user, console);
    if (waiting !== undefined)
      return waiting.then(done, (error: unknown) => {
        throw asInitError(error, program);
      });
  } catch (error) {
    throw asInitError(error, program);
  }
  done();
  return undefined;
}

function asInitError(error: unknown, program: Program): ChaosError {
  if (error instanceof ChaosError && !(error instanceof OptionsError)) return error;
  const { text, position } = program.describe(error);
  const isAborted = error instanceof TestAborted;
  const what = isAborted ? error.message : `the script's init code threw ${text}`;
  return new ChaosError('CHAOS_ERR_LOAD_SCRIPT', what, {
    cause: error,
    ...(position === undefined ? {} : { position }),
    help: isAborted
      ? 'The script itself ended the test, before it began.'
      : 'Correct the script at this position.',
  });
}

/** What a script needs to have a promise, or something else that runs after its code and before the next event. */
const promises = /\b(?:async|await|Promise)\b|\bimport\s*\(|\.then\b|['"`]then['"`]|\bthen\s*[(:=]/;

function makeContext(parts: {
  script: CompiledScript;
  request: TestRequest;
  program: Program;
  hooks: Pick<PreparedTest, 'onAbort' | 'onFail'>;
  entry: string;
}): RunContext {
  const { script, request, program, hooks, entry } = parts;
  const metrics = new MetricRegistry();
  const secrets = new SecretSources(request.secretSources, request.secretEnv);
  const log: RunContext['log'] = (level, text, source) => {
    request.log(level, secrets.redact(text), source);
  };
  return {
    metrics,
    own: engineMetrics(metrics),
    checks: new CheckTree(),
    counts: {
      ...{ planned: 0, started: 0, completed: 0, interrupted: 0, dropped: 0 },
      ...{ usersActive: 0, usersInitialised: 0 },
    },
    files: new ScriptFiles(dirname(entry)),
    ledger: request.ledger,
    share: request.share ?? wholeShare,
    settlesPromises: script.threads !== undefined || promises.test(script.code),
    sharedArrays: new Map(),
    options: consolidate([]),
    runTags: {},
    startedMs: 0,
    isLeaving: false,
    secrets,
    log,
    logException: (error) => {
      log('error', program.describeLine(error));
    },
    abort: (reason) => {
      log('error', reason);
      hooks.onAbort(reason);
    },
    markFailed: (reason) => {
      hooks.onFail(reason);
    },
  };
}
