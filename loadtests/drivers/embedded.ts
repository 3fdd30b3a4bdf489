/** The embedded engine as a load driver: a process of ours that runs the script, and one for each group of users apart. */

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../harness/contracts/clock.ts';
import { ChaosError } from '../../harness/contracts/errors.ts';
import type { LoadDriver, LoadRequest } from '../../harness/contracts/load.ts';
import type { EngineRequest } from '../engine/engine-request.ts';
import { bundleEngine } from '../engine/lean-engine.ts';
import { compileScript } from '../engine/script/compile-script.ts';
import type { CompiledScript } from '../engine/script/compiled-script.ts';
import { ApartEvents } from './apart-events.ts';
import { EngineChild } from './engine-child.ts';
import { runningEngines, type Engines } from './running-engines.ts';
import { orderScript, scriptPath } from './script-order.ts';
import { userGroups, type UserGroup } from './user-groups.ts';

/** Drives `plan.load` with the embedded engine; rejects with CHAOS_ERR_LOAD_* (position included). */
export function embeddedDriver(clock: Clock): LoadDriver {
  return {
    name: 'embedded',
    start: async (request) => {
      const groups = userGroups(request.plan);
      const apart = groups.slice(1).reduce((sum, { users }) => sum + users.length, 0);
      const events = new ApartEvents(apart);
      const { engineFile, script } = await build(request);
      const starting = groups.map(async (group, index) => {
        const isFirst = index === 0;
        const order = { request, group, events, isFirst, engineFile, script };
        return { group, child: await startGroup(clock, order) };
      });
      // the processes have read it, or will never
      const engines = await allOrNone(starting).finally(() => rm(engineFile, { force: true }));
      await refuseOwnNumbers(engines);
      return runningEngines({ clock, request, engines, events });
    },
  };
}

/** The engine as plain JavaScript and the script ready to run: the same for every process. */
async function build(
  request: LoadRequest,
): Promise<{ readonly engineFile: string; readonly script: CompiledScript }> {
  await mkdir(request.workDirectory, { recursive: true });
  const script = await compileScript(scriptPath(request));
  return { engineFile: await bundleEngine(request.workDirectory), script };
}

async function startGroup(
  clock: Clock,
  order: {
    readonly request: LoadRequest;
    readonly group: UserGroup;
    readonly events: ApartEvents;
    readonly isFirst: boolean;
    readonly engineFile: string;
    readonly script: CompiledScript;
  },
): Promise<EngineChild> {
  const { request, group, events, isFirst, engineFile, script } = order;
  const name = group.process ?? '';
  const { plan, workDirectory } = request;
  const ofGroup = {
    ...request,
    plan: { ...plan, load: { ...plan.load, users: group.users } },
    workDirectory: isFirst ? workDirectory : join(workDirectory, `users-${name}`),
  };
  const requestFile = await writeOrder(ofGroup, script);
  return EngineChild.start(clock, {
    engineFile,
    requestFile,
    onEvents: (more) => {
      const told = isFirst ? events.ofFirst(more, group.process) : events.ofOther(name, more);
      if (told.length > 0) request.onEvents(told);
    },
  }).finally(() => rm(requestFile, { force: true }));
}

/** The users for the script, and the order for the engine. */
async function writeOrder(request: LoadRequest, script: CompiledScript): Promise<string> {
  const { plan, workDirectory, laneUrls, durationMs } = request;
  const { env, defaults } = await orderScript(request);
  const requestFile = join(workDirectory, 'load-request.json');
  const engineRequest: EngineRequest = {
    script,
    env,
    defaults: { ...defaults },
    users: plan.load.users.map(({ id }) => ({ id })),
    lanes: plan.lanes,
    laneUrls,
    ...(plan.target.url === undefined ? {} : { targetUrl: plan.target.url }),
    durationMs,
  };
  await writeFile(requestFile, JSON.stringify(engineRequest));
  return requestFile;
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
