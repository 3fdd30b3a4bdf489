/** The server without its sockets: admission, connections, events, detection. Everything a test needs runs on a `Wire`. */

import type { Decision } from '../admission/doorkeeper.ts';
import type { TargetClock } from '../clock.ts';
import { peerSigns, type Detector, type PeerSign } from '../detect/detector.ts';
import type { Journal } from '../observe/journal.ts';
import type { Bench, Policy, PolicyParts } from '../policies/policy.ts';
import type { Settings } from '../settings/settings.ts';
import type { Records } from '../time/ledger.ts';
import type { SweepJob } from '../time/sweeper.ts';
import { makeBench } from './bench.ts';
import { Connection, type Applicant } from './connection.ts';
import type { EmitPath } from './emitter.ts';
import { greet } from './greeting.ts';
import { receive, type InboxPorts } from './inbox.ts';
import type { Seams } from './seams.ts';
import type { Slot } from './slots.ts';
import type { Wire } from './wire.ts';

export interface HubOptions {
  readonly settings: Settings;
  readonly clock: TargetClock;
  readonly policy: Policy;
  readonly seams: Seams;
  readonly journal: Journal;
}

/** Whose doing the end of a connection was; only after a goodbye is nothing kept for its return. */
export type EndedBy = 'goodbye' | 'loss' | 'server';

export class Hub {
  readonly bench: Bench;
  readonly parts: PolicyParts;
  readonly #path: EmitPath<Connection>;
  readonly #activity: Records;
  readonly #inbox: InboxPorts;
  readonly #listeners: Readonly<Record<PeerSign, readonly Detector[]>>;
  readonly #answerWatchers: readonly Detector[];
  #isDraining = false;

  constructor({ policy, ...options }: HubOptions) {
    this.bench = makeBench(options, {
      remove: (connection, reason) => this.#remove(connection, reason),
      evict: (connection, code) => {
        this.#evict(connection, code);
      },
    });
    this.#activity = this.bench.registry.ledger.claim(1);
    // Removal is asked for before detection: a zombie is known for a tick before it goes.
    this.parts = policy.build(this.bench);
    if (this.parts.detectors.length > 0) this.bench.sweeper.add(inTurn(this.parts.detectors));
    this.#listeners = listenersOf(this.parts.detectors);
    this.#answerWatchers = this.parts.detectors.filter((detector) => 'answered' in detector);
    this.#path = this.#emitPath();
    this.#inbox = {
      turns: (voice) => this.bench.seams.turns(this.bench, voice),
      heard: (connection, sign) => {
        this.#heard(connection, sign);
      },
    };
    if (this.bench.seams.isSweeping) this.bench.sweeper.start();
  }

  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** Decides on an upgrade. An admitted applicant holds a slot: follow with `open` or `abandon`. */
  admit(applicant: Applicant): Decision | Promise<Decision> {
    if (!this.#isDraining) return this.parts.doorkeeper.admit(applicant);
    const reason = 'the server is shutting down';
    return { admitted: false, refusal: { error: 'draining', reason, retryable: true } };
  }

  /** The upgrade of an admitted applicant failed. */
  abandon(slot: Slot): void {
    const { seams, slots } = this.bench;
    if (seams.releaseSlot(slots, slot)) this.parts.doorkeeper.slotFreed();
  }

  open(applicant: Applicant, slot: Slot, wire: Wire): Connection {
    const { registry, clock, counters, journal } = this.bench;
    const manager = registry.managerOf(applicant.user, applicant.session);
    const place = { manager, slot, path: this.#path, activity: this.#activity };
    const connection = new Connection(applicant, wire, place);
    registry.add(connection);
    connection.lastActivityUs = clock.nowUs();
    for (const detector of this.parts.detectors) detector.opened(connection);
    counters.add('admitted', connection.tier);
    if (journal.isVerbose) {
      journal.info('opened', { connection: connection.id, user: connection.user, slot: slot.kind });
    }
    greet(this, connection, applicant);
    return connection;
  }

  /** A text frame of the client; false when it breaks the protocol. What its handler throws is the caller's. */
  receive(connection: Connection, text: string): boolean {
    if (connection.isGone) return true;
    this.bench.points.handler.pass(connection);
    if (receive(this.#inbox, connection, text)) {
      this.#answered(connection);
      return true;
    }
    this.bench.counters.add('protocol-errors');
    return false;
  }

  pong(connection: Connection): void {
    if (!connection.isGone) this.#heard(connection, 'pong');
  }

  /** A ping of the client, which the library has answered. No sign of life: proxies ping in the name of the dead. */
  ping(connection: Connection): void {
    if (!connection.isGone) this.#answered(connection);
  }

  /** The socket is gone, whoever ended it. Idempotent; false when the removal failed, and the cleanup tries it again. */
  closed(connection: Connection, by: EndedBy): boolean {
    if (connection.isGone) return true;
    const { registry, estates, counters, journal, points } = this.bench;
    try {
      points.cleanup.pass(connection);
    } catch (error) {
      this.#removalFailed(connection, error);
      return false;
    }
    this.#forget(connection);
    points.forget(connection);
    if (by !== 'goodbye' && this.parts.acks) estates.leave(connection);
    connection.release();
    registry.remove(connection);
    counters.add('closed', by);
    journal.info('closed', { connection: connection.id, by });
    this.abandon(connection.slot);
    return true;
  }

  /**
   * Refuses newcomers and says goodbye to everybody; sockets end as clients answer. What agents were still saying nobody
   * will hear, and a busy server needs its time to end.
   */
  drain(code: number, reason: string): void {
    this.#isDraining = true;
    this.parts.doorkeeper.close();
    const { registry, seams, atWork } = this.bench;
    for (const turns of atWork) turns.cancel();
    for (const connection of registry.connections()) seams.sayGoodbye(connection, code, reason);
  }

  stop(): void {
    this.bench.sweeper.stop();
    this.bench.timetable.clear();
  }

  #remove(connection: Connection, reason: string): boolean {
    const { seams, counters, journal } = this.bench;
    this.#forget(connection);
    journal.warn('removed', { connection: connection.id, user: connection.user, reason });
    const outcome = { isDone: true };
    seams.removeDead(connection, () => {
      outcome.isDone = this.closed(connection, 'server');
    });
    if (outcome.isDone) counters.add('removed', reason);
    return outcome.isDone;
  }

  /** Condemned, so that the next cleanup takes it; without a detector no cleanup looks at who is condemned. */
  #removalFailed(connection: Connection, error: unknown): void {
    const { counters, journal, verdicts } = this.bench;
    counters.add('cleanup-failures');
    journal.warn('removal failed', { connection: connection.id, reason: String(error) });
    if (this.parts.detectors.length > 0)
      verdicts.condemn(connection, 'cleanup', 'its removal failed before');
  }

  #evict(connection: Connection, code: number): void {
    const { counters, journal } = this.bench;
    counters.add('evicted', connection.tier);
    journal.warn('evicted', { connection: connection.id, user: connection.user });
    connection.wire.close(code, 'evicted for a priority user; try again later');
    this.closed(connection, 'server');
  }

  #forget(connection: Connection): void {
    this.bench.verdicts.forget(connection);
    for (const detector of this.parts.detectors) detector.closed(connection);
  }

  #heard(connection: Connection, sign: PeerSign): void {
    connection.lastActivityUs = this.bench.clock.nowUs();
    for (const detector of this.#listeners[sign]) detector.heard(connection, sign);
  }

  #answered(connection: Connection): void {
    for (const detector of this.#answerWatchers) detector.answered?.(connection);
  }

  #emitPath(): EmitPath<Connection> {
    const watching = this.parts.detectors.filter((detector) => 'emitted' in detector);
    const { clock, settings, seams, counters, journal } = this.bench;
    return {
      replayEvents: this.parts.acks && seams.isKept ? settings.replayEvents : 0,
      deliver: seams.deliver,
      attempted: (connection) => {
        counters.add('events');
        // The incident's flaw, harmless where nobody judges by it: an attempt counts as activity.
        connection.lastActivityUs = clock.nowUs();
        for (const detector of watching) detector.emitted?.(connection);
      },
      failed: (connection, error) => {
        seams.emitFailed(connection);
        counters.add('emit-failures');
        journal.info('emit failed', { connection: connection.id, reason: String(error) });
      },
    };
  }
}

/** All of them a few looks each, again and again: who is due with one is due with the next, and still at hand. */
function inTurn(detectors: readonly Detector[]): SweepJob {
  return (nowUs, budget) => {
    let most = 0;
    for (const detector of detectors) most = Math.max(most, detector.sweep(nowUs, budget));
    return most;
  };
}

function listenersOf(detectors: readonly Detector[]): Record<PeerSign, readonly Detector[]> {
  const of = (sign: PeerSign): readonly Detector[] =>
    detectors.filter(({ hears }) => hears?.includes(sign) ?? true);
  return Object.fromEntries(peerSigns.map((sign) => [sign, of(sign)])) as Record<
    PeerSign,
    readonly Detector[]
  >;
}
