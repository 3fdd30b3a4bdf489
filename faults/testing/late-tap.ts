/** A tap that stands still from the end of one look until something waits at the next: late, but it reads. */

import type { Fault, FaultContext } from '../../harness/contracts/fault.ts';
import { portOf } from '../../harness/contracts/loopback.ts';
import { systemClock } from '../../harness/process/system-clock.ts';
import { lookUntil } from '../../harness/process/time-limit.ts';
import { socketQueues } from '../kernel/socket-queues.ts';
import { requireToxiproxy } from './require-toxiproxy.ts';
import { openRig, type Rig, type Scene } from './rig.ts';

export interface LateTap {
  readonly context: FaultContext;
  /** From here on it is late. */
  begin(): void;
  /** At which something waited for each. */
  looks(): number;
}

/** A scene of the suite around, with a tap of its own, that goes on again at the end; what is returned is for its tests. */
export function lateScene(
  fault: Fault,
  settings: Readonly<Record<string, unknown>>,
): () => { readonly scene: Scene; readonly late: LateTap } {
  let rig: Rig;
  let scene: Scene;
  before(async function () {
    rig = await openRig(requireToxiproxy(this));
    scene = await rig.scene(fault, { settings });
  });
  after(async () => {
    process.kill(rig.tap.pid, 'SIGCONT');
    await scene.close();
    await rig.close();
  });
  return () => ({ scene, late: readingLate(scene, rig.tap.pid) });
}

/** Calls for counters are the looks. */
function readingLate({ context, planned }: Scene, tapPid: number): LateTap {
  let looks = 0;
  let isLate = false;
  const serverPort = portOf(new URL(context.target.url));
  const ports = context.live(planned.victims).map((one) => one.serverPort);
  const untilSomethingWaits = (): Promise<true | undefined> =>
    lookUntil(systemClock, { withinMs: 1000, everyMs: 2 }, async () => {
      const queues = await socketQueues(ports, serverPort);
      return ports.every((port) => (queues.get(port)?.unreadBytes ?? 0) > 0) ? true : undefined;
    });
  const counters: FaultContext['tap']['counters'] = async (ids) => {
    if (!isLate) return context.tap.counters(ids);
    await untilSomethingWaits();
    process.kill(tapPid, 'SIGCONT');
    const counted = await context.tap.counters(ids);
    process.kill(tapPid, 'SIGSTOP');
    if ((await untilSomethingWaits()) === true) looks++;
    return counted;
  };
  return {
    context: { ...context, tap: { ...context.tap, counters } },
    begin: () => {
      isLate = true;
      process.kill(tapPid, 'SIGSTOP');
    },
    looks: () => looks,
  };
}
