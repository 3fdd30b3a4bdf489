/** Nothing between load and tap (`--proxy none`): every lane is the tap itself. */

import { ChaosError } from '../../harness/contracts/errors.ts';
import type { LanesStarter } from '../../harness/contracts/parts.ts';

/** Lanes without a proxy; a fault that fires one is refused with CHAOS_ERR_FAULT_INJECT. */
export function directLanes(): LanesStarter {
  return {
    start: (tapUrl, lanes) =>
      Promise.resolve({
        pid: 0,
        exited: new Promise(() => undefined),
        stop: () => Promise.resolve(),
        urls: Object.fromEntries(lanes.map(({ name }) => [name, tapUrl])),
        residue: () => Promise.resolve([]),
        firedToxics: () => Promise.resolve([]),
        fire: (lane) => Promise.reject(noProxy(lane)),
        disarm: () => Promise.resolve(),
        remove: () => Promise.resolve(),
      }),
  };
}

function noProxy(lane: string): ChaosError {
  return new ChaosError('CHAOS_ERR_FAULT_INJECT', `lane ${lane} has no Toxiproxy in it`, {
    help: 'Run with `--proxy toxiproxy`.',
  });
}
