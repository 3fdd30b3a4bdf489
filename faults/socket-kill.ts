/** The kernel ends a socket under its owner's feet, as an operator's `ss -K`, a sandbox or an address change does. */

import { portOf } from '../harness/contracts/loopback.ts';
import type { Fault, FaultContext, LiveConnection } from '../harness/contracts/fault.ts';
import { watchVictims } from './proof/evidence.ts';
import { connectedVictims, healOnce } from './kinds/injection.ts';
import { killSockets } from './kernel/kill-sockets.ts';
import { defineSettings } from './settings/define-settings.ts';
import { proofWithin } from './kinds/tap-fault.ts';

const schema = defineSettings('socket-kill', {
  side: {
    kind: 'choice',
    options: ['server', 'peer'],
    default: 'server',
    summary: 'whose socket is ended by the kernel; the other side gets a reset',
  },
  proofWithin,
});

export const socketKill: Fault = {
  name: 'socket-kill',
  summary: 'the kernel aborts the sockets of the server, which did nothing and hears of it',
  needs: ['tap', 'namespace'],
  makesZombies: false,
  legend: { label: 'socket kill', colour: '#cb4335' },
  onlyThere: 'it happens once',
  witness: 'kernel and tap',
  undo: 'nothing to undo: the sockets are gone',
  settings: schema.described,
  parseSettings: schema.parse,
  inject: async (planned, context) => {
    const { side, proofWithinMs: withinMs } = schema.of(planned);
    const victims = connectedVictims(planned, context);
    const watch = await watchVictims(context, victims);
    context.signal.throwIfAborted();
    await killSockets({ ...socketsOf(context, victims), side });
    return {
      victims,
      prove: () =>
        watch.prove({
          withinMs,
          witness: 'kernel and tap',
          verbs: [],
          reasonAgainst: ({ socket, now }) => {
            if (socket === 'established') return 'the server still holds its socket';
            return now.open ? 'the tap has seen no end' : undefined;
          },
        }),
      heal: healOnce(() => Promise.resolve('nothing to undo: the sockets are gone')),
    };
  },
};

function socketsOf(
  { target }: FaultContext,
  victims: readonly LiveConnection[],
): { readonly serverPort: number; readonly peerPorts: readonly number[] } {
  const serverPort = portOf(new URL(target.url));
  return { serverPort, peerPorts: victims.map(({ serverPort: port }) => port) };
}
