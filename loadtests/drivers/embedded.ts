/** The embedded engine as a load driver: one process of ours that runs the script for all users of the plan. */

import { mkdir, writeFile } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Clock } from '../../harness/contracts/clock.ts';
import type { LoadDriver, LoadRequest, RunningLoad } from '../../harness/contracts/load.ts';
import { startChild, type Child } from '../../harness/process/start-child.ts';
import type { EngineRequest } from '../engine/engine-request.ts';
import { laneRouter } from './lane-routing.ts';
import { scriptUsers } from './users-file.ts';

const engineModule = fileURLToPath(new URL('../engine/main.ts', import.meta.url));
const builtInScript = fileURLToPath(new URL('../user-mix.ts', import.meta.url));
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
      const requestFile = await writeFiles(request);
      const child = await startChild(clock, {
        name: 'load engine',
        module: engineModule,
        args: [requestFile],
        env: {},
        readyWithinMs,
        errorCode: 'CHAOS_ERR_LOAD_START',
        onEvents: (events) => {
          request.onEvents(events);
        },
      });
      return running(child, request);
    },
  };
}

/** The users for the script and the order for the engine; returns the path of the latter. */
async function writeFiles(request: LoadRequest): Promise<string> {
  const { plan, workDirectory, laneUrls, durationMs } = request;
  const router = laneRouter(plan, laneUrls);
  const usersFile = join(workDirectory, 'load-users.json');
  const requestFile = join(workDirectory, 'load-request.json');
  const engineRequest: EngineRequest = {
    script: scriptPath(request),
    env: {
      WS_URL: laneUrls['default'] ?? '',
      CHAOS_USERS: resolve(usersFile),
      CHAOS_DURATION_MS: String(durationMs),
      ...plan.load.env,
    },
    users: plan.load.users.map(({ id }) => ({ id })),
    lanes: plan.lanes,
    laneUrls,
    durationMs,
  };
  await mkdir(workDirectory, { recursive: true });
  await writeFile(usersFile, JSON.stringify(scriptUsers(plan, router)));
  await writeFile(requestFile, JSON.stringify(engineRequest));
  return requestFile;
}

function scriptPath({ plan, baseDirectory }: LoadRequest): string {
  const { script } = plan.load;
  if (script === undefined) return builtInScript;
  return isAbsolute(script) ? script : resolve(baseDirectory, script);
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
