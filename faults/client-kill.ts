/** A client's process is killed: no Close frame, no goodbye; its kernel ends the sockets it leaves behind. */

import type { Fault } from '../harness/contracts/fault.ts';
import { watchVictims } from './evidence.ts';
import { connectedVictims, eventsSince, healOnce, idsOf } from './injection.ts';
import { defineSettings } from './settings.ts';
import { proofWithin } from './tap-fault.ts';

const schema = defineSettings('client-kill', { proofWithin });
const undo = 'nothing to undo: the clients are gone for good';

export const clientKill: Fault = {
  name: 'client-kill',
  summary: 'clients die without a Close, and their kernel ends their sockets with a FIN or a reset',
  needs: ['client-control', 'tap'],
  makesZombies: true,
  legend: { label: 'client killed', colour: '#1c2833' },
  witness: 'tap and kernel',
  undo,
  settings: schema.described,
  parseSettings: schema.parse,
  inject: async (planned, context) => {
    const victims = connectedVictims(planned, context);
    const { proofWithinMs: withinMs } = schema.of(planned);
    const sinceUs = context.clock.nowUs();
    const watch = await watchVictims(context, victims);
    context.signal.throwIfAborted();
    await context.clients.vanish(idsOf(victims));
    return {
      victims,
      prove: () =>
        watch.prove({
          withinMs,
          witness: 'tap and kernel',
          verbs: [],
          reasonAgainst: ({ victim: { connection }, now, socket, serverSaid }) => {
            if (now.open) return 'the tap has seen no end of it';
            if (saidGoodbye(context.events(), sinceUs).has(connection)) return 'it said goodbye';
            if (serverSaid !== undefined) return undefined;
            return socket === 'established' ? 'its end has not reached the server' : undefined;
          },
        }),
      heal: healOnce(() => Promise.resolve(undo)),
    };
  },
};

/** Connections whose client sent a Close frame. */
function saidGoodbye(
  events: Parameters<typeof eventsSince>[0],
  sinceUs: number,
): ReadonlySet<string> {
  const said = new Set<string>();
  for (const event of eventsSince(events, sinceUs))
    if (event.kind === 'tap.close-frame' && event.by === 'client') said.add(event.connection);
  return said;
}
