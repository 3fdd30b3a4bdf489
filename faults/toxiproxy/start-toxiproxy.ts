/** Puts a Toxiproxy server of our own between load and tap, one proxy a lane. */

import type { Clock } from '../../harness/contracts/clock.ts';
import type { LanesStarter } from '../../harness/contracts/parts.ts';
import { LaneSet } from './lane-set.ts';

/**
 * `start` rejects with CHAOS_ERR_TOXIPROXY_START, or with _CALL when a lane's toxics are not taken. Calls on the
 * running lanes reject with _TIMEOUT, _CALL, or _DIED where the server died; another takes its place, three times at most.
 */
export function toxiproxyLanes(clock: Clock, serverPath: string): LanesStarter {
  return {
    start: async (tapUrl, lanes) => {
      const tap = new URL(tapUrl);
      const set = await LaneSet.open({ clock, serverPath, upstream: tap.host }, lanes);
      const path = `${tap.pathname}${tap.search}`;
      return {
        get pid() {
          return set.pid;
        },
        exited: set.exited,
        stop: (graceMs) => set.stop(graceMs),
        urls: Object.fromEntries(
          set.addresses().map(([name, address]) => [name, `ws://${address}${path}`]),
        ),
        liftStanding: () => set.liftStanding(),
        residue: () => set.residue(),
        onRestart: (listener) => {
          set.onRestart(listener);
        },
        firedToxics: (lane) => set.firedToxics(lane),
        fire: (lane) => set.fire(lane),
        disarm: (lane) => set.disarm(lane),
        remove: (lane) => set.remove(lane),
      };
    },
  };
}
