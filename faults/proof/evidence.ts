/** What can be known about each victim from outside the mechanism that hurts it, looked at until it is enough. */

import type {
  FaultContext,
  FaultProof,
  LiveConnection,
  TapCounters,
} from '../../harness/contracts/fault.ts';
import { portOf } from '../../harness/contracts/loopback.ts';
import { lookUntil } from '../../harness/process/time-limit.ts';
import { idsOf, sortProven } from '../kinds/injection.ts';
import { socketQueues, type SocketQueues } from '../kernel/socket-queues.ts';
import { backlog } from './backlog.ts';
import { standstill } from './standstill.ts';
import { steadily } from './steadily.ts';

/** Most proofs come within half a second; those that wait for traffic are looked at less often. */
const lookEveryMs = 10;
const eagerMs = 500;
const laterEveryMs = 50;

/** Where nobody asked for the queues. */
const nobodyReads = { looksUnread: 0, looksBehind: 0 };

export interface Evidence {
  readonly victim: LiveConnection;
  /** When the fault was injected, and now. */
  readonly before: TapCounters;
  readonly now: TapCounters;
  /** How often a rule of the tap did this since the injection; where the watch has an owner, one of his. */
  readonly acted: (verb: string) => number;
  /** The server's socket; undefined where it cannot be seen. */
  readonly socket: 'established' | 'closing' | 'gone' | undefined;
  /** Of the tap's socket towards the server, while it is established; only where it was asked for. */
  readonly queues: SocketQueues | undefined;
  /** Looks in a row at which bytes of the server waited there, and the tap had read none since the look before; only where it was asked for. */
  readonly looksUnread: number;
  /** Looks since one at which bytes of the server waited there that the tap has not read yet; only where it was asked for. */
  readonly looksBehind: number;
  /** What the server has said since the injection about the end of this connection. */
  readonly serverSaid: 'close' | 'end' | undefined;
}

/** A server that ended the victim itself has felt the cut sooner than we looked; an end from elsewhere proves nothing. */
export function lostOtherwise({ socket, serverSaid }: Evidence): string | undefined {
  const isLost = socket === 'closing' || socket === 'gone';
  return isLost && serverSaid === undefined ? `the server's socket is ${socket}` : undefined;
}

/** Begins to watch; to be called before anything is injected. `owner` of the rules that count. */
export async function watchVictims(
  context: FaultContext,
  victims: readonly LiveConnection[],
  owner?: string,
): Promise<VictimWatch> {
  const before = await context.tap.counters(idsOf(victims));
  return new VictimWatch(context, { victims, before, ...(owner === undefined ? {} : { owner }) });
}

export class VictimWatch {
  readonly #context: FaultContext;
  readonly #victims: readonly LiveConnection[];
  readonly #before: readonly TapCounters[];
  readonly #owner: string | undefined;
  readonly #sinceUs: number;
  readonly #said = new Map<string, 'close' | 'end'>();
  readonly #reading = standstill();
  readonly #backlog = backlog();
  #eventsRead: number;

  constructor(
    context: FaultContext,
    start: {
      readonly victims: readonly LiveConnection[];
      readonly before: readonly TapCounters[];
      readonly owner?: string;
    },
  ) {
    this.#context = context;
    this.#victims = start.victims;
    this.#before = start.before;
    this.#owner = start.owner;
    this.#sinceUs = context.clock.nowUs();
    this.#eventsRead = context.events().length;
  }

  /** Looks until nothing speaks against any victim, or `withinMs` is over. `witness` names who was asked. */
  async prove(how: {
    readonly withinMs: number;
    readonly witness: string;
    readonly reasonAgainst: (evidence: Evidence) => string | undefined;
    /** Verbs whose sums are worth a place in the proof. */
    readonly verbs: readonly string[];
    /** Where given, each victim is proven once nothing has spoken against it for so long, whatever comes after. */
    readonly lastingMs?: number | undefined;
    /** Whether the judgement needs `queues`. */
    readonly asksQueues?: boolean | undefined;
  }): Promise<FaultProof> {
    const { clock, signal } = this.#context;
    const judgement = how.lastingMs === undefined ? undefined : steadily(how.lastingMs);
    let evidence: readonly Evidence[] = [];
    let reasons: readonly (string | undefined)[] = [];
    const look = async (): Promise<true | undefined> => {
      evidence = await this.#look(how.asksQueues === true);
      reasons = evidence.map((each) => {
        const reason = how.reasonAgainst(each);
        if (judgement === undefined) return reason;
        return judgement.note(each.victim.connection, reason, clock.nowUs());
      });
      return reasons.every((reason) => reason === undefined) ? true : undefined;
    };
    const eager = judgement === undefined ? Math.min(eagerMs, how.withinMs) : how.withinMs;
    const isProven = await lookUntil(
      clock,
      { withinMs: eager, everyMs: lookEveryMs, signal },
      look,
    );
    const leftMs = how.withinMs - eager;
    if (isProven !== true && leftMs > 0)
      await lookUntil(clock, { withinMs: leftMs, everyMs: laterEveryMs, signal }, look);
    const known = new Map(
      evidence.map(({ victim }, index) => [victim.connection, reasons[index]] as const),
    );
    return {
      ...sortProven(this.#victims, ({ connection }) =>
        known.has(connection) ? known.get(connection) : 'nothing is known about it',
      ),
      witness: how.witness,
      facts: { ...this.#facts(evidence, how.verbs) },
    };
  }

  async #look(asksQueues: boolean): Promise<readonly Evidence[]> {
    const { tap, kernel } = this.#context;
    const ports = this.#victims.map(({ serverPort }) => serverPort);
    const [now, sockets, queues] = await Promise.all([
      tap.counters(idsOf(this.#victims)),
      kernel?.serverSockets(ports),
      asksQueues ? socketQueues(ports, serverPortOf(this.#context)) : undefined,
    ]);
    const said = this.#serverSaid();
    return this.#victims.flatMap((victim, index) => {
      const [before, later] = [this.#before[index], now[index]];
      if (before === undefined || later === undefined) return [];
      const { connection, serverPort } = victim;
      const waiting = queues?.get(serverPort);
      return {
        victim,
        before,
        now: later,
        acted: (verb: string) => {
          const name = this.#owner === undefined ? verb : `${this.#owner}/${verb}`;
          return (later.acted?.[name] ?? 0) - (before.acted?.[name] ?? 0);
        },
        socket: sockets?.get(serverPort),
        queues: waiting,
        ...(queues === undefined ? nobodyReads : this.#readingOf(later, waiting)),
        serverSaid: said.get(connection),
      };
    });
  }

  #readingOf(
    { connection, bytesDown }: TapCounters,
    waiting: SocketQueues | undefined,
  ): Pick<Evidence, 'looksUnread' | 'looksBehind'> {
    const look = { waiting: waiting?.unreadBytes ?? 0, bytesRead: bytesDown };
    return {
      looksUnread: this.#reading.note(connection, look),
      looksBehind: this.#backlog.note(connection, look),
    };
  }

  /** Each event is looked at once, however often it is asked. */
  #serverSaid(): ReadonlyMap<string, 'close' | 'end'> {
    const events = this.#context.events();
    for (; this.#eventsRead < events.length; this.#eventsRead++) {
      const event = events[this.#eventsRead];
      if (event === undefined || event.atUs < this.#sinceUs) continue;
      if (event.kind === 'tap.close-frame' && event.by === 'server')
        this.#said.set(event.connection, 'close');
      else if (
        event.kind === 'tap.end' &&
        event.by === 'server' &&
        !this.#said.has(event.connection)
      )
        this.#said.set(event.connection, 'end');
    }
    return this.#said;
  }

  #facts(evidence: readonly Evidence[], verbs: readonly string[]): Record<string, unknown> {
    const sum = (of: (each: Evidence) => number): number =>
      evidence.reduce((total, each) => total + of(each), 0);
    const sockets: Record<string, number> = {};
    for (const { socket = 'not visible' } of evidence) sockets[socket] = (sockets[socket] ?? 0) + 1;
    return {
      ...Object.fromEntries(verbs.map((verb) => [verb, sum(({ acted }) => acted(verb))])),
      serverSockets: sockets,
      messagesUpSince: sum(({ before, now }) => now.messagesUp - before.messagesUp),
      messagesDownSince: sum(({ before, now }) => now.messagesDown - before.messagesDown),
      tookMs: (this.#context.clock.nowUs() - this.#sinceUs) / 1000,
    };
  }
}

function serverPortOf({ target }: FaultContext): number {
  return portOf(new URL(target.url));
}
