/** The embedded engine as a load driver: a process of ours that runs the script, and one for each group of users apart. */

import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../harness/contracts/clock.ts';
import { ChaosError } from '../../harness/contracts/errors.ts';
import type { LoadDriver, LoadRequest } from '../../harness/contracts/load.ts';
import type { EngineRequest } from '../engine/engine-request.ts';
import { bundleEngine } from '../engine/lean-engine.ts';
import { compileScript } from '../engine/script/compile-script.ts';
import { ApartEvents } from './apart-events.ts';
import { EngineChild } from './engine-child.ts';
import { runningEngines, type Engines } from './running-engines.ts';
import { orderScript } from './script-order.ts';
import { userGroups, type UserGroup } from './user-groups.ts';

/** Drives `plan.load` with the embedded engine; rejects with CHAOS_ERR_LOAD_* (position included). */
export function embeddedDriver(clock: Clock): LoadDriver {
  return {
    name: 'embedded',
    start: async (request) => {
      const groups = userGroups(request.plan);
      const apart = groups.slice(1).reduce((sum, { users }) => sum + users.length, 0);
      const events = new ApartEvents(apart);
      const starting = groups.map(async (group, index) => {
        const isFirst = index === 0;
        return { group, child: await startGroup(clock, { request, group, events, isFirst }) };
      });
      const engines = await allOrNone(starting);
      await refuseOwnNumbers(engines);
      return runningEngines({ clock, request, engines, events });
    },
  };
}

async function startGroup(
  clock: Clock,
  order: {
    readonly request: LoadRequest;
    readonly group: UserGroup;
    readonly events: ApartEvents;
    readonly isFirst: boolean;
  },
): Promise<EngineChild> {
  const { request, group, events, isFirst } = order;
  const name = group.process ?? '';
  const { plan, workDirectory } = request;
  const { engineFile, requestFile } = await writeFiles({
    ...request,
    plan: { ...plan, load: { ...plan.load, users: group.users } },
    workDirectory: isFirst ? workDirectory : join(workDirectory, `users-${name}`),
  });
  return EngineChild.start(clock, {
    engineFile,
    requestFile,
    onEvents: (more) => {
      const told = isFirst ? events.ofFirst(more, group.process) : events.ofOther(name, more);
      if (told.length > 0) request.onEvents(told);
    },
  }).finally(async () => {
    // the process has read them, or will never
    await Promise.all([engineFile, requestFile].map((file) => rm(file, { force: true })));
  });
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
    ...(plan.target.url === undefined ? {} : { targetUrl: plan.target.url }),
    durationMs,
  };
  await writeFile(requestFile, JSON.stringify(engineRequest));
  return { engineFile: await bundleEngine(workDirectory), requestFile };
}

/** Where one cannot start, nothing is left running. */
async function allOrNone(starting: readonly Promise<Engines[number]>[]): Promise<Engines> {
  const ends = await Promise.allSettled(starting);
  const started = ends.flatMap((end) => (end.status === 'fulfilled' ? end.value : []));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed === undefined) return started;
  await Promise.all(started.map(({ child }) => child.kill()));
  throw failed.reason;
}

/** A script that says itself how many users run would run them all in every process. */
async function refuseOwnNumbers(engines: Engines): Promise<void> {
  if (engines.length === 1) return;
  const other = engines.find(({ group, child }) => child.users !== group.users.length);
  if (other === undefined) return;
  await Promise.all(engines.map(({ child }) => child.kill()));
  throw new ChaosError(
    'CHAOS_ERR_LOAD_START',
    `the script runs ${other.child.users} users where the plan has ${other.group.users.length}, so its users cannot be ` +
      'put into processes of their own',
    {
      help:
        'Leave `vus` and `scenarios` out of its options, or take them from CHAOS_USERS; or give the faults of clients ' +
        '`mechanism: engine`.',
    },
  );
}
