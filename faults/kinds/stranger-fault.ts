/** Builds a fault that brings connections of its own: opened at inject, seen by somebody else, closed at heal. */

import type {
  Fault,
  FaultContext,
  FaultProof,
  LiveConnection,
  TapCounters,
} from '../../harness/contracts/fault.ts';
import { lookUntil } from '../../harness/process/time-limit.ts';
import { connectedVictims, eventsSince, healOnce, sortProven } from './injection.ts';
import type { Settings, SettingFields, SettingsSchema } from '../settings/define-settings.ts';
import { openStranger, type Stranger } from '../strangers/stranger.ts';
import { injectorOf, proofWithin } from './tap-fault.ts';

export const each = {
  kind: 'count',
  default: 1,
  min: 1,
  max: 1000,
  summary: 'so many connections of its own for each victim',
} as const;
export const strangerSettings = { each, proofWithin } as const;

type Fields = SettingFields & typeof strangerSettings;
type Parsed<Own extends Fields> = Settings<Own> & {
  readonly each: number;
  readonly proofWithinMs: number;
};

/** One connection of the fault's own. */
export interface Visit {
  readonly victim: LiveConnection;
  /** Its name at the tap, where it goes through the tap. */
  readonly id: string;
  readonly url: string;
  readonly stranger: Stranger;
}

export interface VisitEvidence {
  readonly visit: Visit;
  /** The server's socket; undefined where it cannot be seen. */
  readonly socket: 'established' | 'closing' | 'gone' | undefined;
  /** Zeros where it does not go through the tap. */
  readonly tap: TapCounters | undefined;
  /** Since the injection. */
  readonly ageMs: number;
}

export interface Pace {
  readonly clock: FaultContext['clock'];
  readonly over: AbortSignal;
}

export interface StrangerFaultSpec<Own extends Fields> extends Pick<
  Fault,
  'name' | 'summary' | 'legend'
> {
  readonly schema: SettingsSchema<Own>;
  /** Through the tap, whose ledger then knows it, or straight to the server. */
  readonly via: 'tap' | 'server';
  /** What it says; goes on until all is said or `over` aborts. */
  speak(visit: Visit, settings: Parsed<Own>, pace: Pace): Promise<void>;
  /** Why this visit is not what it should be; undefined when it is. */
  reasonAgainst(evidence: VisitEvidence, settings: Parsed<Own>): string | undefined;
}

interface Injected<Own extends Fields> {
  readonly spec: StrangerFaultSpec<Own>;
  readonly context: FaultContext;
  readonly settings: Parsed<Own>;
  readonly victims: readonly LiveConnection[];
  readonly visits: readonly Visit[];
  readonly sinceUs: number;
}

const lookEveryMs = 20;
const closedWithinMs = 2000;

export function strangerFault<const Own extends Fields>(spec: StrangerFaultSpec<Own>): Fault {
  const { name, summary, legend, schema, via } = spec;
  return {
    name,
    summary,
    legend,
    onlyThere: 'its connections are its own',
    witness: `kernel and ${via === 'tap' ? 'tap' : 'own sockets'}`,
    undo: 'closed the connections of its own',
    healWitness: 'kernel',
    needs: via === 'tap' ? ['tap'] : [],
    makesZombies: false,
    settings: schema.described,
    parseSettings: schema.parse,
    inject: async (planned, context) => {
      const victims = connectedVictims(planned, context);
      const settings = schema.of(planned) as Parsed<Own>;
      const url = via === 'tap' ? injectorOf(context, name).url : context.target.url;
      const sinceUs = context.clock.nowUs();
      const prefix = `${planned.id}-${name}`;
      const visits = await openVisits({ victims, url, prefix, times: settings.each });
      const over = new AbortController();
      const pace = { clock: context.clock, over: over.signal };
      const spoken = visits.map((visit) =>
        spec.speak(visit, settings, pace).catch(() => undefined),
      );
      const injected = { spec, context, settings, victims, visits, sinceUs };
      const leave = async (): Promise<string> => {
        over.abort();
        await Promise.all([...spoken, ...visits.map(({ stranger }) => stranger.close())]);
        return untilClosed(injected);
      };
      if (context.signal.aborted) {
        await leave();
        context.signal.throwIfAborted();
      }
      return { victims, prove: () => prove(injected), heal: healOnce(leave) };
    },
  };
}

async function openVisits(wanted: {
  readonly victims: readonly LiveConnection[];
  readonly url: string;
  readonly prefix: string;
  readonly times: number;
}): Promise<readonly Visit[]> {
  const { victims, url, prefix, times } = wanted;
  const guests = victims.flatMap((victim) => Array.from({ length: times }, () => victim));
  return Promise.all(
    guests.map(async (victim, index) => {
      const stranger = await openStranger(url);
      return { victim, url, stranger, id: `${prefix}-${index + 1}` };
    }),
  );
}

async function prove<Own extends Fields>(injected: Injected<Own>): Promise<FaultProof> {
  const { spec, context, settings, victims, visits, sinceUs } = injected;
  const reasons = new Map<Visit, string | undefined>();
  const bound = {
    withinMs: settings.proofWithinMs,
    everyMs: lookEveryMs,
    signal: context.signal,
  };
  await lookUntil(context.clock, bound, async () => {
    for (const evidence of await look(injected))
      reasons.set(evidence.visit, spec.reasonAgainst(evidence, settings));
    return [...reasons.values()].every((reason) => reason === undefined) ? true : undefined;
  });
  const sorted = sortProven(victims, (victim) =>
    visits
      .filter((visit) => visit.victim === victim)
      .map((visit) => reasons.get(visit))
      .find((reason) => reason !== undefined),
  );
  // the server may rightly end what the tap knows of them, as it may with a victim
  const own = visits.filter((visit) => reasons.get(visit) === undefined).map(({ id }) => id);
  return {
    victims: [...sorted.victims, ...(spec.via === 'tap' ? own : [])],
    unproven: sorted.unproven,
    witness: witnessOf(spec.via, context),
    facts: {
      ownConnections: visits.length,
      answers: count(visits.map(({ stranger }) => String(stranger.status() ?? 'none'))),
      tookMs: (context.clock.nowUs() - sinceUs) / 1000,
    },
  };
}

function witnessOf(via: 'tap' | 'server', { kernel }: FaultContext): string {
  const first = via === 'tap' ? 'tap' : 'own sockets';
  return kernel === undefined ? first : `kernel and ${first}`;
}

async function look<Own extends Fields>(
  injected: Injected<Own>,
): Promise<readonly VisitEvidence[]> {
  const { spec, context, visits, sinceUs } = injected;
  const ports = spec.via === 'tap' ? portsAtServer(injected) : undefined;
  const portOf = (visit: Visit): number =>
    ports === undefined ? visit.stranger.localPort : (ports.get(visit.id) ?? 0);
  const [sockets, counters] = await Promise.all([
    context.kernel?.serverSockets(visits.map(portOf)),
    context.tap.counters(visits.map(({ id }) => id)),
  ]);
  const ageMs = (context.clock.nowUs() - sinceUs) / 1000;
  return visits.map((visit, index) => ({
    visit,
    socket: sockets?.get(portOf(visit)),
    tap: counters[index],
    ageMs,
  }));
}

/** The tap's ports towards the server, by the names of the visits. */
function portsAtServer<Own extends Fields>(injected: Injected<Own>): ReadonlyMap<string, number> {
  const { context, sinceUs } = injected;
  const ports = new Map<string, number>();
  for (const event of eventsSince(context.events(), sinceUs))
    if (event.kind === 'tap.open') ports.set(event.connection, event.serverPort);
  return ports;
}

/** The server must have heard of the ends; says how it was undone. */
async function untilClosed<Own extends Fields>(injected: Injected<Own>): Promise<string> {
  const bound = { withinMs: closedWithinMs, everyMs: lookEveryMs };
  const closed = await lookUntil(injected.context.clock, bound, async () =>
    (await look(injected)).some(({ socket }) => socket === 'established') ? undefined : true,
  );
  if (closed !== true) throw new Error('the server still holds connections of the fault');
  return `closed the ${injected.visits.length} connections of its own`;
}

function count(values: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
