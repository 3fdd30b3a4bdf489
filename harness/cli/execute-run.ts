/** What `run` and `replay` share: a plan is executed, judged, reported; Ctrl-C undoes and ends it. */

import { join, resolve } from 'node:path';
import { judge } from '../check/judge.ts';
import type { Plan } from '../contracts/plan.ts';
import type { Reporter, ScenarioLines } from '../contracts/reporter.ts';
import { exitCodes } from '../contracts/verdict.ts';
import { runMark } from '../process/run-processes.ts';
import { inOrder } from '../run/read-run.ts';
import { leftProcesses } from '../run/residue.ts';
import { claimRunDirectory, makeRunDirectory, pointLatest } from '../run/run-directory.ts';
import type { RunParts } from '../run/run-parts.ts';
import { runScenario, type RunResult } from '../run/run-scenario.ts';
import { startWatchdog } from '../run/watchdog.ts';
import { describeEnvironment } from './environment.ts';
import { exitCodeOfVerdict, saveAndReport } from './judge-run.ts';
import { isInNamespace } from './namespace.ts';
import { exitCodeOf, formatError, notUndone } from './print-error.ts';
import { keepPausesShort } from './short-pauses.ts';
import { tapWish } from './tap-wish.ts';
import type { EngineKind, ProxyKind, Streams, Toolbox } from './toolbox.ts';

const resultsRoot = 'results';

export interface RunOrder {
  readonly plan: Plan;
  readonly scenarioSource: string;
  /** Where the parts of the plan were written; absent for a stored plan. */
  readonly scenarioLines?: ScenarioLines;
  readonly baseDirectory: string;
  /** `--out`; the default directory under `results/` without it. */
  readonly out?: string;
  readonly proxy: ProxyKind;
  readonly engine: EngineKind;
  /** Shell line that runs this again. */
  readonly reproduce: string;
}

/** Returns the exit code. Rejects only where nothing could be started. The caller has asked `whereItCanRun`. */
export async function executeRun(
  order: RunOrder,
  tools: Toolbox,
  options: { readonly reporter: Reporter; readonly streams: Streams },
): Promise<number> {
  const { reporter, streams } = options;
  const { plan, scenarioSource, proxy } = order;
  const directory = resolve(
    order.out ?? (await claimRunDirectory(resultsRoot, plan, tools.clock.wallTime())),
  );
  await makeRunDirectory({ directory, plan, scenarioSource });
  keepPausesShort();
  reporter.onStart?.(plan);
  const { result, left } = await runGuarded(order, tools, { directory, reporter });
  const residue = [...result.residue, ...left];
  const history = { plan, events: inOrder(result.events) };
  const verdict = judge(history, {
    checkers: tools.checkers,
    ended: result.ended,
    clean: residue.length === 0,
    environment: await describeEnvironment({
      engine: order.engine,
      proxy,
      namespace: isInNamespace(),
    }),
  });
  for (const what of residue) streams.err.write(formatError(notUndone(what)));
  await saveAndReport({ ...order, verdict, history, directory }, reporter);
  if (order.out === undefined) await pointLatest(resolve(resultsRoot), directory);
  if (result.error === undefined) return exitCodeOfVerdict(verdict);
  streams.err.write(formatError(result.error));
  return residue.length === 0 ? exitCodeOf(result.error) : exitCodes.notUndone;
}

async function runGuarded(
  order: RunOrder,
  tools: Toolbox,
  { directory, reporter }: { directory: string; reporter: Reporter },
): Promise<{ result: RunResult; left: readonly string[] }> {
  const lanes = tools.lanes(order.proxy);
  const load = tools.loadDriver(order.engine);
  const run = `${String(process.pid)}-${String(tools.clock.nowUs())}`;
  process.env[runMark] = run;
  const watchdog = await startWatchdog(tools.clock);
  const tap = tools.tap(tapWish(order.plan, order.baseDirectory));
  const parts: RunParts = { ...tools, tap, lanes, watchdog, load };
  const interrupt = new AbortController();
  const release = onInterrupt(interrupt);
  try {
    const result = await runScenario(parts, {
      plan: order.plan,
      baseDirectory: order.baseDirectory,
      directory,
      signal: interrupt.signal,
      onEvent: (event) => reporter.onEvent?.(event),
    });
    return { result, left: await leftProcesses(tools.clock, run, [watchdog.pid]) };
  } finally {
    release();
    await watchdog.stop();
  }
}

/** The first signal undoes everything; a second one leaves at once, and the watchdog clears up. */
function onInterrupt(interrupt: AbortController): () => void {
  const onSignal = (): void => {
    if (interrupt.signal.aborted) process.exit(exitCodes.interrupted);
    interrupt.abort(new Error('interrupted'));
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  return () => {
    for (const signal of signals) process.off(signal, onSignal);
  };
}

/** The newest run, for verbs that are given none. */
export function latestRun(): string {
  return join(resultsRoot, 'latest');
}
