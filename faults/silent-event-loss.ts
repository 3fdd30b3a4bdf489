/** Single messages disappear between server and client while everything else arrives, pings and pongs included. */

import type {
  Fault,
  FaultContext,
  FaultProof,
  LiveConnection,
} from '../harness/contracts/fault.ts';
import type { EventOf } from '../harness/contracts/history.ts';
import type { Direction } from '../harness/contracts/tap-rules.ts';
import { lookUntil } from '../harness/process/time-limit.ts';
import { connectedVictims, eventsSince, healOnce, idsOf, sortProven } from './kinds/injection.ts';
import { messagesWanted } from './kinds/message-traffic.ts';
import { mustBeOff, pinged, seenWell } from './kinds/seen-well.ts';
import { injectorOf } from './kinds/tap-fault.ts';
import { defineSettings } from './settings/define-settings.ts';

const schema = defineSettings('silent-event-loss', {
  direction: {
    kind: 'choice',
    options: ['down', 'up'],
    default: 'down',
    summary: '`down` loses what the server sends, `up` what the client sends',
  },
  every: {
    kind: 'count',
    default: 3,
    min: 1,
    max: 1_000_000,
    summary: 'of the messages from the injection on, each so-many-th is lost',
  },
  limit: {
    kind: 'count',
    default: 3,
    min: 1,
    max: 1_000_000,
    summary: 'at most so many are lost on a connection',
  },
  proofWithin: {
    kind: 'duration',
    defaultMs: 5000,
    minMs: 50,
    maxMs: 600_000,
    summary: 'how long to wait for traffic that can be lost',
  },
});

const firstControlOpcode = 8;
const undo = 'took the rule off the tap';

export const silentEventLoss: Fault = {
  name: 'silent-event-loss',
  summary: 'chosen messages vanish on the way while their neighbours and all pings arrive',
  needs: ['tap'],
  makesZombies: false,
  legend: { label: 'event loss', colour: '#d68910' },
  hitsReturning: true,
  witness: 'tap',
  traffic: `${messagesWanted}, and another one behind that`,
  undo,
  healWitness: pinged,
  settings: schema.described,
  parseSettings: schema.parse,
  inject: async (planned, context) => {
    const injector = injectorOf(context, planned.inject);
    const victims = connectedVictims(planned, context);
    const { direction, every, limit, proofWithinMs } = schema.of(planned);
    const sinceUs = context.clock.nowUs();
    const rule = { kind: 'withhold', direction, every, limit } as const;
    const owner = `${planned.id}-${planned.inject}`;
    const keys = victims.map(({ key }) => key);
    try {
      await injector.arm(owner, idsOf(victims), rule);
      await injector.armComing(owner, keys, { at: 'upgrade', rule });
      context.signal.throwIfAborted();
    } catch (error) {
      await injector.disarm(owner);
      throw error;
    }
    return {
      victims,
      prove: () => prove(context, victims, { direction, sinceUs, proofWithinMs }),
      heal: healOnce(async () => {
        await injector.disarm(owner);
        await mustBeOff(injector, owner);
        return `${undo}; ${await seenWell(context, planned.victims)}`;
      }),
    };
  },
};

/** Which losses count. */
interface Of {
  readonly direction: Direction;
  readonly sinceUs: number;
}

interface Seen {
  readonly withheld: readonly EventOf<'tap.withheld'>[];
  readonly neighbour: boolean;
}

const nothing: Seen = { withheld: [], neighbour: false };

/** Each victim has lost a message and got a later one; nothing but messages was lost. */
async function prove(
  context: FaultContext,
  victims: readonly LiveConnection[],
  { proofWithinMs, ...of }: Of & { readonly proofWithinMs: number },
): Promise<FaultProof> {
  const { clock, signal } = context;
  let seen = look(context, of);
  const against = ({ connection }: LiveConnection): string | undefined =>
    reasonAgainst(seen.get(connection) ?? nothing);
  await lookUntil(clock, { withinMs: proofWithinMs, everyMs: 10, signal }, () => {
    seen = look(context, of);
    const all = victims.every((victim) => against(victim) === undefined);
    return Promise.resolve(all ? true : undefined);
  });
  const withheld = victims.flatMap(({ connection }) => seen.get(connection)?.withheld ?? []);
  return {
    ...sortProven(victims, against),
    witness: 'tap',
    facts: {
      withheld: withheld.length,
      withheldBytes: withheld.reduce((sum, { bytes }) => sum + bytes, 0),
      controlFramesWithheld: withheld.filter(isControl).length,
      tookMs: (clock.nowUs() - of.sinceUs) / 1000,
    },
  };
}

function look(context: FaultContext, { direction, sinceUs }: Of): ReadonlyMap<string, Seen> {
  const seen = new Map<string, Seen>();
  for (const event of eventsSince(context.events(), sinceUs)) {
    if (event.kind !== 'tap.withheld' && event.kind !== 'tap.neighbour-delivered') continue;
    if (event.direction !== direction) continue; // another one's
    const { withheld, neighbour } = seen.get(event.connection) ?? nothing;
    const next =
      event.kind === 'tap.withheld'
        ? { withheld: [...withheld, event], neighbour }
        : { withheld, neighbour: true };
    seen.set(event.connection, next);
  }
  return seen;
}

function reasonAgainst({ withheld, neighbour }: Seen): string | undefined {
  if (withheld.length === 0) return 'no message came that could be lost';
  if (withheld.some(isControl)) return 'a control frame was lost too';
  return neighbour ? undefined : 'no message after the lost one was delivered';
}

function isControl({ opcode }: EventOf<'tap.withheld'>): boolean {
  return opcode >= firstControlOpcode;
}
