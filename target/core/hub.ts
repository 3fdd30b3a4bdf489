/** The server without its sockets: admission, connections, events, detection. Everything a test needs runs on a `Wire`. */

import type { Decision, Doorkeeper } from '../admission/doorkeeper.ts';
import { CleanupLog } from '../cleanup/cleanup-log.ts';
import type { TargetClock } from '../clock.ts';
import type { PeerSign } from '../detect/detector.ts';
import { Verdicts } from '../detect/verdicts.ts';
import type { Bench, Policy, PolicyParts } from '../policies/policy.ts';
import type { Settings } from '../settings/settings.ts';
import { Sweeper } from '../time/sweeper.ts';
import { tickMsOf } from '../time/tick.ts';
import { Timetable } from '../time/timetable.ts';
import { parseClientMessage, type Prompt } from './client-message.ts';
import { Connection, type Applicant } from './connection.ts';
import type { EmitPath } from './emitter.ts';
import { Registry } from './registry.ts';
import type { Seams } from './seams.ts';
import { Slots, type Slot } from './slots.ts';
import { startTurn } from './turn.ts';
import type { Wire } from './wire.ts';

export interface HubOptions {
  readonly settings: Settings;
  readonly clock: TargetClock;
  readonly policy: Policy;
  readonly seams: Seams;
}

export class Hub {
  readonly bench: Bench;
  readonly parts: PolicyParts;
  readonly #path: EmitPath<Connection>;
  readonly #slots = new Map<Connection, Slot>();
  #isDraining = false;

  constructor({ settings, clock, policy, seams }: HubOptions) {
    this.bench = {
      settings,
      clock,
      seams,
      timetable: new Timetable(clock),
      sweeper: new Sweeper(clock, {
        tickMs: tickMsOf(settings),
        budget: 2000,
        fair: seams.isTimeFair,
      }),
      registry: new Registry(),
      slots: new Slots({
        total: settings.managerLimit,
        perUser: settings.userLimit,
        emergency: settings.emergencySlots,
      }),
      verdicts: new Verdicts(),
      log: new CleanupLog(),
      remove: (connection) => {
        this.#remove(connection);
      },
    };
    // Removal comes before detection: a zombie is known for a tick before it goes.
    this.parts = policy.build(this.bench);
    for (const detector of this.parts.detectors) {
      this.bench.sweeper.add((nowUs, budget) => detector.sweep(nowUs, budget));
    }
    this.#path = this.#emitPath();
    this.bench.sweeper.start();
  }

  get doorkeeper(): Doorkeeper {
    return this.parts.doorkeeper;
  }

  /** Decides on an upgrade. An admitted applicant holds a slot: follow with `open` or `abandon`. */
  admit(applicant: Applicant): Decision | Promise<Decision> {
    if (!this.#isDraining) return this.doorkeeper.admit(applicant);
    const reason = 'the server is shutting down';
    return { admitted: false, refusal: { error: 'draining', reason, retryable: true } };
  }

  /** The upgrade of an admitted applicant failed. */
  abandon(slot: Slot): void {
    const { seams, slots } = this.bench;
    if (seams.releaseSlot(slots, slot)) this.doorkeeper.slotFreed();
  }

  open(applicant: Applicant, slot: Slot, wire: Wire): Connection {
    const { registry, clock } = this.bench;
    const manager = registry.managerOf(applicant.user, applicant.session);
    const place = { manager, path: this.#path, nowUs: clock.nowUs() };
    const connection = new Connection(applicant, wire, place);
    this.#slots.set(connection, slot);
    registry.add(connection);
    for (const detector of this.parts.detectors) detector.opened(connection);
    wire.send(JSON.stringify({ type: 'hello', connection: connection.id, acks: this.parts.acks }));
    return connection;
  }

  /** A text frame of the client; false when it breaks the protocol. */
  receive(connection: Connection, text: string): boolean {
    if (connection.isGone) return true;
    this.#heard(connection, 'frame');
    const message = parseClientMessage(text);
    if (message === undefined) return false;
    if (message.type === 'echo') connection.wire.send(text);
    else if (message.type === 'prompt') this.#prompt(connection, message);
    else if (message.type === 'resume') this.#resume(connection, message.fromSeq);
    else if (connection.emitter.acknowledge(message.seq, message.seen ?? message.seq)) {
      this.#heard(connection, 'progress');
    }
    return true;
  }

  pong(connection: Connection): void {
    this.#heard(connection, 'pong');
  }

  /** The socket is gone, whoever ended it. Idempotent. */
  closed(connection: Connection): void {
    if (connection.isGone) return;
    connection.state = 'gone';
    this.#forget(connection);
    this.bench.registry.remove(connection);
    connection.emitter.release();
    const slot = this.#slots.get(connection);
    this.#slots.delete(connection);
    if (slot !== undefined) this.abandon(slot);
  }

  /** Refuses newcomers and says goodbye to everybody; sockets end as clients answer. */
  drain(code: number, reason: string): void {
    this.#isDraining = true;
    this.doorkeeper.close();
    for (const { wire } of this.bench.registry.connections()) wire.close(code, reason);
  }

  stop(): void {
    this.bench.sweeper.stop();
    this.bench.timetable.clear();
  }

  #remove(connection: Connection): void {
    this.#forget(connection);
    this.bench.seams.removeDead(connection, () => {
      this.closed(connection);
    });
  }

  #forget(connection: Connection): void {
    this.bench.verdicts.forget(connection);
    for (const detector of this.parts.detectors) detector.closed(connection);
  }

  #resume(connection: Connection, fromSeq: number): void {
    const { emitter } = connection;
    if (fromSeq > 0 && emitter.acknowledge(fromSeq - 1, emitter.seenSeq)) {
      this.#heard(connection, 'progress');
    }
    emitter.replay(Math.max(fromSeq, emitter.ackedSeq + 1));
  }

  #prompt(connection: Connection, prompt: Prompt): void {
    this.#heard(connection, 'prompt');
    startTurn(connection, prompt, this.bench.timetable);
  }

  #heard(connection: Connection, sign: PeerSign): void {
    connection.lastActivityUs = this.bench.clock.nowUs();
    for (const detector of this.parts.detectors) detector.heard(connection, sign);
  }

  #emitPath(): EmitPath<Connection> {
    const watching = this.parts.detectors.filter((detector) => 'emitted' in detector);
    const { clock, settings, seams } = this.bench;
    return {
      replayEvents: this.parts.acks && seams.isKept ? settings.replayEvents : 0,
      deliver: seams.deliver,
      attempted: (connection) => {
        // The incident's flaw, harmless where nobody judges by it: an attempt counts as activity.
        connection.lastActivityUs = clock.nowUs();
        for (const detector of watching) detector.emitted?.(connection);
      },
      failed: () => undefined,
    };
  }
}
