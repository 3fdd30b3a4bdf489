/** What a user in a thread takes for the run: everything it does to it is told to the engine. */

import { dirname } from 'node:path';
import { CheckTree } from '../../metrics/check-tree.ts';
import { MetricRegistry } from '../../metrics/registry.ts';
import { sharedArrayOf } from '../../modules/data-module.ts';
import { wholeShare } from '../../options/execution-segment.ts';
import { consolidate } from '../../options/test-options.ts';
import { engineMetrics, type RunContext, type RunCounts } from '../../run/run-context.ts';
import { ScriptFiles } from '../../run/script-files.ts';
import type { EngineLine } from './engine-line.ts';
import { RemoteConnection } from './remote-connection.ts';
import { flatten, type ThreadOrder } from './thread-messages.ts';

export function threadContext(
  engine: EngineLine,
  { script: { entry }, isPlanned }: Pick<ThreadOrder, 'script' | 'isPlanned'>,
): RunContext {
  const metrics = new MetricRegistry();
  metrics.addOutput(({ metric: { name }, value, tags, metadata }) => {
    engine.tell({ kind: 'sample', metric: name, value, tags, metadata });
  });
  return {
    metrics,
    own: engineMetrics(metrics),
    checks: new ToldChecks(engine),
    counts: askedCounts(engine),
    files: new ScriptFiles(dirname(entry)),
    ledger: undefined,
    settlesPromises: true,
    share: wholeShare,
    ...(isPlanned
      ? {
          connect: (user, target, listener) =>
            new RemoteConnection({ engine, user, target, listener }),
        }
      : {}),
    secrets: {
      get: (key, source) => String(engine.ask({ name: 'secret', args: [key, source] })),
      assertNamed: (name) => engine.ask({ name: 'secretSource', args: [name] }),
    },
    sharedArrays: new SharedArrays(engine),
    options: consolidate([]),
    runTags: {},
    startedMs: 0,
    isLeaving: false,
    log: (level, text, source) => {
      engine.tell({ kind: 'log', level, text, source });
    },
    logException: (error) => {
      engine.tell({ kind: 'exception', error: flatten(error) });
    },
    abort: (reason) => {
      engine.tell({ kind: 'abort', reason });
    },
    markFailed: (reason) => {
      engine.tell({ kind: 'fail', reason });
    },
  };
}

class ToldChecks extends CheckTree {
  readonly #engine: EngineLine;

  constructor(engine: EngineLine) {
    super();
    this.#engine = engine;
  }

  override count(group: string, name: string, passed: boolean): void {
    this.#engine.tell({ kind: 'check', group, name, passed });
  }
}

/** Read when asked for: the engine counts. */
function askedCounts(engine: EngineLine): RunCounts {
  const none: RunCounts = {
    ...{ planned: 0, started: 0, completed: 0, interrupted: 0, dropped: 0 },
    ...{ usersActive: 0, usersInitialised: 0 },
  };
  return new Proxy(none, {
    get: (_counts, name) => engine.ask({ name: 'counts', args: [name as keyof RunCounts] }),
  });
}

/** Made once in the process, whichever thread comes first. */
class SharedArrays extends Map<string, unknown> {
  readonly #engine: EngineLine;

  constructor(engine: EngineLine) {
    super();
    this.#engine = engine;
  }

  override get(name: string): unknown {
    const known = super.get(name);
    if (known !== undefined) return known;
    const elements = this.#engine.ask({ name: 'sharedArray', args: [name] });
    return elements === undefined ? undefined : sharedArrayOf(name, elements as string[]);
  }

  override set(name: string, array: unknown): this {
    const elements = Array.from(array as ArrayLike<unknown>, (each) => JSON.stringify(each));
    this.#engine.tell({ kind: 'sharedArray', name, elements });
    return super.set(name, array);
  }
}
