/** The embedded engine as a load driver: one process of ours that runs the script for all users of the plan. */

import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../harness/contracts/clock.ts';
import type { LoadDriver, LoadRequest, RunningLoad } from '../../harness/contracts/load.ts';
import { startChild, type Child } from '../../harness/process/start-child.ts';
import type { EngineRequest } from '../engine/engine-request.ts';
import { compileScript } from '../engine/script/compile-script.ts';
import { bundleEngine, leanProcess } from '../engine/lean-engine.ts';
import { orderScript } from './script-order.ts';

/** Bundling and making the users; generous, because a laptop may be busy with the target's start. */
const readyWithinMs = 30_000;
/** What the engine may take for its summary beyond the grace of its users. */
const summaryWithinMs = 5000;
const vanishWithinMs = 5000;

/** Drives `plan.load` with the embedded engine; rejects with CHAOS_ERR_LOAD_* (position included). */
export function embeddedDriver(clock: Clock): LoadDriver {
  return {
    name: 'embedded',
    start: async (request) => {
      const { engineFile, requestFile } = await writeFiles(request);
      const child = await startChild(clock, {
        name: 'load engine',
        module: engineFile,
        // the second argument is for people (and tests) who look at the process table
        args: [requestFile, 'loadtests/engine/main.ts'],
        ...leanProcess(process.env),
        readyWithinMs,
        errorCode: 'CHAOS_ERR_LOAD_START',
        onEvents: (events) => {
          request.onEvents(events);
        },
      }).finally(async () => {
        // the process has read them, or will never
        await Promise.all([engineFile, requestFile].map((file) => rm(file, { force: true })));
      });
      return running(child, request);
    },
  };
}

/** The users for the script, the engine as plain JavaScript, and the order for it. */
async function writeFiles(
  request: LoadRequest,
): Promise<{ engineFile: string; requestFile: string }> {
  const { plan, workDirectory, laneUrls, durationMs } = request;
  const { script, env, defaults } = await orderScript(request);
  const requestFile = join(workDirectory, 'load-request.json');
  const engineRequest: EngineRequest = {
    script: await compileScript(script),
    env,
    defaults: { ...defaults },
    users: plan.load.users.map(({ id }) => ({ id })),
    lanes: plan.lanes,
    laneUrls,
    durationMs,
  };
  await writeFile(requestFile, JSON.stringify(engineRequest));
  return { engineFile: await bundleEngine(workDirectory), requestFile };
}

function running(child: Child, request: LoadRequest): RunningLoad {
  let isEnding = false;
  void child.exited.then(({ code, signal }) => {
    if (!isEnding) request.onExit(code, signal);
  });
  return {
    pid: child.pid,
    vanish: async (connections) => {
      await child.call('vanish', { connections }, vanishWithinMs);
    },
    freeze: async (connections) => {
      await child.call('freeze', { connections });
    },
    thaw: async (connections) => {
      await child.call('thaw', { connections });
    },
    stop: async (graceMs) => {
      if (isEnding) {
        await child.exited;
        return;
      }
      isEnding = true;
      try {
        await child.call('stop', { graceMs }, graceMs + summaryWithinMs);
      } finally {
        await child.stop(1000);
      }
    },
    kill: () => {
      isEnding = true;
      void child.stop(0);
    },
  };
}
