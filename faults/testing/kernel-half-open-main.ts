/** A kernel-true half-open in a network namespace of this process's own; prints what came of it as one line of JSON. */

import { execFileSync } from 'node:child_process';
import { halfOpenSocket } from '../half-open-socket.ts';
import { systemClock } from '../../harness/process/system-clock.ts';
import { lookUntil } from '../../harness/process/time-limit.ts';
import { findServer } from '../toxiproxy/find-server.ts';
import { openRig, type Rig } from './rig.ts';

execFileSync('ip', ['link', 'set', 'lo', 'up']);
const rig = await openRig(findServer().path);

async function silence(setting: Rig): Promise<unknown> {
  const scene = await setting.scene(halfOpenSocket, { settings: { mechanism: 'kernel' } });
  const { context, planned, bystanderIds, clients } = scene;
  const ports = context.live(planned.victims).map(({ serverPort }) => serverPort);
  const active = await halfOpenSocket.inject(planned, context);
  const proof = await active.prove();
  const sockets = [...((await context.kernel?.serverSockets(ports))?.values() ?? [])];
  const bystanders = bystanderIds.filter((id) => clients.openIds().includes(id)).length;
  const heal = await active.heal();
  const gone = await lookUntil(systemClock, { withinMs: 5000, everyMs: 10 }, async () => {
    const states = [...((await context.kernel?.serverSockets(ports))?.values() ?? [])];
    return states.every((state) => state === 'gone') ? true : undefined;
  });
  const tables = execFileSync('nft', ['list', 'tables'], { encoding: 'utf8' }).trim();
  await scene.close();
  return { proof, sockets, bystanders, heal, gone, tables };
}

/** The filter is told of other ports than the victims', so that nothing is dropped. */
async function miss(setting: Rig): Promise<unknown> {
  const scene = await setting.scene(halfOpenSocket, { settings: { mechanism: 'kernel' } });
  const { context, planned } = scene;
  const elsewhere = { ...context.target, url: 'ws://127.0.0.1:9/' };
  const active = await halfOpenSocket.inject(planned, { ...context, target: elsewhere });
  const proof = await active.prove();
  await active.heal();
  await scene.close();
  return { proof };
}

process.stdout.write(`${JSON.stringify({ hit: await silence(rig), missed: await miss(rig) })}\n`);
await rig.close();
