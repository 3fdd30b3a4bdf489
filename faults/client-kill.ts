/** A client's process is killed: no Close frame, no goodbye; its kernel ends the sockets it leaves behind. */

import type { Fault } from '../harness/contracts/fault.ts';
import { clientProcessOf, mechanism, needsOfClients } from './clients/mechanism.ts';
import { watchVictims } from './proof/evidence.ts';
import { connectedVictims, eventsSince, healOnce, idsOf } from './kinds/injection.ts';
import { processState } from './kernel/process-state.ts';
import { defineSettings } from './settings/define-settings.ts';
import { proofWithin } from './kinds/tap-fault.ts';

const schema = defineSettings('client-kill', { mechanism, proofWithin });
const undo = 'nothing to undo: the clients are gone for good';

export const clientKill: Fault = {
  name: 'client-kill',
  summary: 'clients die without a Close, and their kernel ends their sockets with a FIN or a reset',
  needs: ['tap'],
  furtherNeeds: (settings) => needsOfClients[schema.of({ settings }).mechanism],
  makesZombies: true,
  legend: { label: 'client killed', colour: '#1c2833' },
  onlyThere: 'its clients are gone for good',
  witness: 'tap and kernel',
  undo,
  settings: schema.described,
  parseSettings: schema.parse,
  inject: async (planned, context) => {
    const victims = connectedVictims(planned, context);
    const { mechanism: by, proofWithinMs: withinMs } = schema.of(planned);
    const clients = by === 'process' ? clientProcessOf(context, planned) : undefined;
    const sinceUs = context.clock.nowUs();
    const watch = await watchVictims(context, victims);
    context.signal.throwIfAborted();
    await (clients === undefined ? context.clients.vanish(idsOf(victims)) : clients.kill());
    return {
      victims,
      prove: async () => {
        // the exit of a process has been waited for, so that nothing is left to become gone
        const state = clients === undefined ? 'gone' : processState(clients.pid);
        const proof = await watch.prove({
          withinMs,
          witness: 'tap and kernel',
          verbs: [],
          reasonAgainst: ({ victim: { connection }, now, socket, serverSaid }) => {
            if (state !== 'gone' && state !== 'unknown') return `their process is ${state}`;
            if (now.open) return 'the tap has seen no end of it';
            if (saidGoodbye(context.events(), sinceUs).has(connection)) return 'it said goodbye';
            if (serverSaid !== undefined) return undefined;
            return socket === 'established' ? 'its end has not reached the server' : undefined;
          },
        });
        const facts = clients === undefined ? {} : { pid: clients.pid, processState: state };
        return { ...proof, facts: { ...proof.facts, ...facts } };
      },
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
