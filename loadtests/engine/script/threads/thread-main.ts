/** The thread of one user: instantiates the script, and runs its functions when the engine calls them. */

import { parentPort, workerData } from 'node:worker_threads';
import { scriptConsole } from '../../run/script-console.ts';
import { runStage } from '../../run/test-run.ts';
import { monotonicMs } from '../../timers.ts';
import { TestAborted, VirtualUser, type ScenarioView } from '../../user/virtual-user.ts';
import { ScriptProgram } from '../script-program.ts';
import { blockingModules } from './blocking-modules.ts';
import { EngineLine } from './engine-line.ts';
import { Mailbox } from './mailbox.ts';
import { threadContext } from './thread-context.ts';
import {
  flatten,
  type ThreadFacts,
  type ThreadOrder,
  type ToLoop,
  type ToMailbox,
  type UserState,
} from './thread-messages.ts';

const order = workerData as ThreadOrder;
if (parentPort === null) throw new Error('this module is the program of a thread');
const port = parentPort;
const engine = new EngineLine(port, new Mailbox<ToMailbox>(order.mailbox, order.signal));
const context = threadContext(engine, order);
const user = new VirtualUser(context, { inTest: order.idInTest, inInstance: order.idInInstance });
user.env = { ...order.env };
engine.user = user;
/** The engine's user has the time limits. */
const noLimitMs = 2 ** 31 - 1;
let running = Promise.resolve();

port.on('message', (message: ToLoop) => {
  if (message.kind === 'call') {
    // one that is cut may still be on its way out
    running = running.then(() => run(message));
  } else if (message.kind === 'later') engine.answered(message.ask, message);
  else if (message.kind === 'session') engine.happened(message.session, message.event);
  else if (message.call === engine.call) user.interrupt();
});
process.on('unhandledRejection', (reason) => {
  context.logException(reason);
});
void start();

async function start(): Promise<void> {
  try {
    await new ScriptProgram(order.script).instantiate(user, scriptConsole(context), (name) =>
      blockingModules[name]?.(user, engine),
    );
    user.phase = 'vu';
    engine.tell({ kind: 'started', facts: factsOf() });
  } catch (error) {
    engine.tell({ kind: 'failed', error: flatten(error) });
  }
}

async function run(message: Extract<ToLoop, { readonly kind: 'call' }>): Promise<void> {
  const { call, name, argument, state } = message;
  engine.begin(call);
  takeOver(state);
  const body = user.exports[name] as (argument: unknown) => unknown;
  const stage = { user, phase: state.phase, timeoutMs: noLimitMs };
  const { status, value, error } = await runStage(stage, () => body(argument));
  const isFailed = status === 'failed' && !(error instanceof TestAborted);
  engine.tell({
    ...{ kind: 'done', call, value: sendable(value, state) },
    ...(isFailed ? { error: flatten(error) } : {}),
  });
}

/** What setup returns travels as JSON, a summary as it is, and nobody wants the rest. */
function sendable(value: unknown, { phase }: UserState): unknown {
  if (phase === 'summary') return value;
  if (phase !== 'setup' || value === undefined) return undefined;
  const json = JSON.stringify(value) as string | undefined;
  return json === undefined ? undefined : (JSON.parse(json) as unknown);
}

function takeOver(state: UserState): void {
  const { scenario, elapsedMs, options, runTags, env, iterationInScenario } = state;
  const { iteration, iterationInTest, iterationInInstance } = state;
  Object.assign(context, { options, runTags, startedMs: monotonicMs() - elapsedMs });
  if (iterationInScenario === 0) user.vuTags = null;
  Object.assign(user, { iteration, iterationInScenario, iterationInTest, iterationInInstance });
  user.env = { ...env };
  user.scenario = scenario === null ? null : viewOf(scenario);
}

function viewOf(scenario: NonNullable<UserState['scenario']>): ScenarioView {
  return { ...scenario, progress: () => Number(engine.ask({ name: 'progress', args: [] })) };
}

function factsOf(): ThreadFacts {
  const { options, ...rest } = user.exports;
  const functions = Object.entries(rest).filter(([, value]) => typeof value === 'function');
  return {
    functions: functions.map(([name]) => name),
    options: options === undefined ? undefined : (JSON.parse(JSON.stringify(options)) as unknown),
    metrics: context.metrics.all().map(({ name, type, contains }) => ({ name, type, contains })),
  };
}
