/**
 * One kind per observable fact. A history is these events in the order of `atUs`, one JSON object a line;
 * checkers see nothing else. `connection` is always the id (`power-2.1.0`), the join key of all ledgers.
 */

import type { PhaseName } from './scenario.ts';

/** Who ended something first, as the tap saw it on the wire. */
export type Side = 'client' | 'server';

interface At {
  /** Monotonic microseconds (`Clock.nowUs`). */
  readonly atUs: number;
}
interface OfConnection extends At {
  readonly connection: string;
}
/** `atUs` is the first look that found it gone; when that look began that still found it. It went at some time between. */
interface Looked {
  readonly seenUntilUs: number;
}

export type RunEvent =
  | (At & {
      readonly kind: 'run.start';
      readonly planHash: string;
      readonly seed: number;
      readonly wallTime: string;
      /** Where the relative paths of the plan begin: the directory of the scenario file. */
      readonly baseDirectory?: string;
    })
  | (At & {
      readonly kind: 'run.end';
      readonly reason: 'completed' | 'interrupted' | 'guard' | 'error';
      readonly detail?: string;
    })
  | (At & {
      readonly kind: 'phase.begin' | 'phase.end';
      readonly phase: PhaseName | 'final-census';
    })
  | (At & { readonly kind: 'target.started'; readonly pid?: number; readonly url: string })
  | (At & {
      readonly kind: 'part.exited';
      readonly part: 'target' | 'tap' | 'toxiproxy' | 'load';
      readonly expected: boolean;
      readonly code: number | null;
      readonly signal: string | null;
      /** The end of what it wrote to stderr, where it ended unasked. */
      readonly lastWords?: string;
    })
  /** Ours was stuck and killed, or had died, and another process took its place: `pid`. */
  | (At & {
      readonly kind: 'part.restarted';
      readonly part: 'toxiproxy';
      readonly pid: number;
      readonly killedPid: number;
      readonly reason: string;
      /** When it last answered, up to which the run can be judged. Absent in older histories. */
      readonly aliveUntilUs?: number;
    })
  /** Pings of the tap to users of this network, before any fault: how long each took to come back. `asked` of them were sent. */
  | (At & {
      readonly kind: 'network.measured';
      readonly network: string;
      readonly asked: number;
      readonly roundTripsMs: readonly number[];
    })
  | (At & { readonly kind: 'note'; readonly text: string });

export type FaultEvent =
  | (At & {
      readonly kind: 'fault.begin';
      readonly fault: string;
      readonly inject: string;
      readonly victims: readonly string[];
      readonly plannedMs: number;
    })
  /** Victims listed here are proven; `facts` is what the second witness measured. */
  | (At & {
      readonly kind: 'fault.proof';
      readonly fault: string;
      readonly victims: readonly string[];
      readonly witness: string;
      readonly facts: Readonly<Record<string, unknown>>;
      readonly zombies: boolean;
    })
  | (At & {
      readonly kind: 'fault.unproven';
      readonly fault: string;
      readonly victims: readonly string[];
      readonly reason: string;
    })
  /** Connections in place of victims that came while the fault was on, and were hit as those had been. */
  | (At & {
      readonly kind: 'fault.joined';
      readonly fault: string;
      readonly victims: readonly string[];
    })
  /** Healing begins: what the server does to these victims from here on is no merit of its own. */
  | (At & { readonly kind: 'fault.heal'; readonly fault: string })
  | (At & {
      readonly kind: 'fault.healed';
      readonly fault: string;
      readonly how: string;
      readonly tookMs: number;
      readonly clean: boolean;
    });

export type ClientEvent =
  | (OfConnection & { readonly kind: 'client.connecting' })
  | (OfConnection & { readonly kind: 'client.open'; readonly tookMs: number })
  /** The upgrade failed: `status` is the HTTP status, 0 when there was no answer. */
  | (OfConnection & {
      readonly kind: 'client.refused';
      readonly status: number;
      readonly reason: string;
      readonly retryAfterMs?: number;
    })
  | (OfConnection & { readonly kind: 'client.closed'; readonly code: number; readonly by: Side })
  /** The socket was destroyed without a Close frame and the user is gone: our doing, on a fault's order. */
  | (OfConnection & { readonly kind: 'client.vanished' })
  /** Sequence numbers `fromSeq..toSeq` (both included) were jumped over. */
  | (OfConnection & {
      readonly kind: 'client.gap';
      readonly fromSeq: number;
      readonly toSeq: number;
    })
  | (OfConnection & {
      readonly kind: 'client.gap-filled';
      readonly fromSeq: number;
      readonly toSeq: number;
    })
  /** The server itself said that these events are lost (an explicit gap marker). */
  | (OfConnection & {
      readonly kind: 'client.gap-reported';
      readonly fromSeq: number;
      readonly toSeq: number;
    })
  /** Running totals: `lastSeq` is the highest contiguous sequence number received. */
  | (OfConnection & {
      readonly kind: 'client.received';
      readonly count: number;
      readonly lastSeq: number;
      readonly repeated: number;
    })
  /**
   * Answers since the last such event, and by how much the slowest was late: an echo's way there and back, the distance of
   * an event from when its prompt wanted it. `waiting` are overdue, the oldest of them for `waitedMs`. Twice a second,
   * where the service level asks for it.
   */
  | (OfConnection & {
      readonly kind: 'client.answers';
      readonly answered: number;
      readonly slowestMs: number;
      readonly waiting: number;
      readonly waitedMs: number;
    })
  /** It got what it had not asked for: meant for another connection. */
  | (OfConnection & { readonly kind: 'client.foreign'; readonly what: string });

export type TapEvent =
  /** Upgrade answered 101. Ports are the tap's own: towards the client, and towards the target. */
  | (OfConnection & {
      readonly kind: 'tap.open';
      readonly clientPort: number;
      readonly serverPort: number;
    })
  /** Not answered 101. `reason` where it was the tap that refused: the target is not reached, or not trusted. */
  | (OfConnection & {
      readonly kind: 'tap.refused';
      readonly status: number;
      readonly reason?: string;
    })
  /** The first Close frame from that side. */
  | (OfConnection & { readonly kind: 'tap.close-frame'; readonly by: Side; readonly code: number })
  /** A second Close frame from that side, told once. */
  | (OfConnection & { readonly kind: 'tap.close-again'; readonly by: Side; readonly code: number })
  /** FIN or RST from that side. */
  | (OfConnection & { readonly kind: 'tap.end'; readonly by: Side; readonly how: 'fin' | 'rst' })
  /** Both legs are gone. Frames are messages' frames, control frames apart. */
  | (OfConnection & {
      readonly kind: 'tap.closed';
      readonly framesUp: number;
      readonly framesDown: number;
      readonly bytesUp: number;
      readonly bytesDown: number;
    })
  | (OfConnection & {
      readonly kind: 'tap.withheld';
      readonly direction: 'up' | 'down';
      readonly opcode: number;
      readonly bytes: number;
      readonly index: number;
    })
  /** The first whole message delivered after a withheld one: its neighbour. */
  | (OfConnection & {
      readonly kind: 'tap.neighbour-delivered';
      readonly direction: 'up' | 'down';
      readonly index: number;
    })
  | (OfConnection & {
      readonly kind: 'tap.protocol-error';
      readonly by: Side;
      readonly reason: string;
    });

export type TargetEvent =
  /** The server's own count against its own set, and what it emitted last per connection (full samples). */
  | (At & {
      readonly kind: 'census';
      readonly quiescent: boolean;
      readonly claimed: number;
      readonly limit: number;
      readonly reclaimable: number;
      readonly connections?: readonly CensusConnection[];
      readonly open: number;
      /** For how many connections it is doing work; absent where the server does not tell. */
      readonly working?: number;
    })
  /** This connection left the census: its slot is free. */
  | (OfConnection & Looked & { readonly kind: 'slot.free' })
  /** The server does work for this connection, which is gone from the wire or a zombie. `atUs`: the look that found it so. */
  | (OfConnection & { readonly kind: 'work.orphaned' })
  /** It no longer does, seen once the connection was gone or a zombie; or a zombie is alive again. */
  | (OfConnection & Looked & { readonly kind: 'work.over' })
  /** The server's socket of this connection is no longer held by a descriptor (kernel's view). */
  | (OfConnection & Looked & { readonly kind: 'socket.gone' })
  /** About once a second: what the server's process holds, as the kernel counts it. */
  | (At & {
      readonly kind: 'target.resources';
      readonly descriptors: number;
      readonly residentMB: number;
      readonly threads: number;
    })
  | (At & {
      readonly kind: 'target.cleanup';
      readonly trigger: string;
      readonly level: string;
      readonly examined: number;
      readonly removed: number;
    });

export interface CensusConnection {
  readonly connection: string;
  readonly user: string;
  readonly state: string;
  /** Highest sequence number emitted to it. */
  readonly lastSeq: number;
}

export type LoadEvent =
  | (At & { readonly kind: 'load.ready'; readonly users: number })
  /** About once a second. Lateness and loop delay are of the load engine itself. */
  | (At & {
      readonly kind: 'load.sample';
      readonly plannedStarts: number;
      readonly achievedStarts: number;
      readonly dropped: number;
      readonly usersActive: number;
      readonly loopDelayP99Ms: number;
      readonly loopDelayMaxMs: number;
    })
  | (At & {
      readonly kind: 'load.metric';
      readonly metric: string;
      readonly type: 'counter' | 'gauge' | 'rate' | 'trend';
      readonly values: Readonly<Record<string, number>>;
    })
  | (At & {
      readonly kind: 'load.threshold';
      readonly metric: string;
      readonly expression: string;
      readonly ok: boolean;
    })
  | (At & {
      readonly kind: 'load.log';
      readonly level: 'info' | 'warn' | 'error';
      readonly text: string;
    });

export type HistoryEvent = RunEvent | FaultEvent | ClientEvent | TapEvent | TargetEvent | LoadEvent;
export type HistoryKind = HistoryEvent['kind'];
/** The events of one kind: `EventOf<'client.open'>`. */
export type EventOf<Kind extends HistoryKind> = Extract<HistoryEvent, { readonly kind: Kind }>;
