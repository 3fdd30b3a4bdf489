/** A whole server of many managers without sockets for `target-sweep.ts`, and its sweeps, one call at a time. */

import type { TargetClock } from '../clock.ts';
import type { Connection } from '../core/connection.ts';
import { Hub } from '../core/hub.ts';
import type { Wire } from '../core/wire.ts';
import { seamsWith } from '../defects/index.ts';
import { silentJournal } from '../observe/journal.ts';
import { graduated } from '../policies/graduated.ts';
import { parseFlags } from '../settings/parse-flags.ts';

/** Takes what it is given and counts it; what a kernel would cost on top is the same for every manager. */
class CountingWire implements Wire {
  readonly bufferedAmount = 0;
  letters = 0;
  pings = 0;

  send(text: string): void {
    this.letters += text.length;
  }

  ping(): void {
    this.pings++;
  }

  close(): void {
    throw new Error('nobody is to be closed');
  }

  terminate(): void {
    throw new Error('nobody is to be removed');
  }
}

/** Heartbeat and probe of every manager are due once in this while. */
export const intervalMs = 25_000;

export class Fleet {
  readonly #hub: Hub;
  readonly #wires: CountingWire[] = [];
  readonly connections: readonly Connection[];
  #virtualUs = 0;
  /** When the clock was first read in this tick. */
  #startedNs: bigint | undefined;
  #next = (): void => undefined;
  #isBehind = false;

  constructor(count: number) {
    const clock: TargetClock = {
      nowUs: () => this.#nowUs(),
      after: (ms, run) => {
        this.#next = run;
        this.#isBehind = ms === 0;
        return () => undefined;
      },
    };
    const interval = `${String(intervalMs)}ms`;
    const flags = ['--heartbeat', interval, '--probe', interval, '--resend', interval];
    this.#hub = new Hub({
      settings: parseFlags([...flags, '--manager-limit', String(count)]),
      clock,
      policy: graduated,
      seams: seamsWith(undefined),
      journal: silentJournal,
    });
    this.connections = Array.from({ length: count }, (_, index) => this.#connect(index));
  }

  /** Heartbeats and probes so far. */
  get looks(): number {
    return this.#wires.reduce((sum, { pings }) => sum + pings, 0);
  }

  /** The last tick had no time for everything that was due. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  /** `ms` later the sweeper has its tick. Returns how long it took, in milliseconds. */
  tick(ms: number): number {
    this.#virtualUs += ms * 1000;
    this.#startedNs = undefined;
    const beganNs = process.hrtime.bigint();
    this.#next();
    return Number(process.hrtime.bigint() - beganNs) / 1e6;
  }

  get nowMs(): number {
    return this.#virtualUs / 1000;
  }

  /** From now on they are due together. */
  synchronize(connections: readonly Connection[]): void {
    for (const connection of connections) {
      for (const detector of this.#hub.parts.detectors) {
        detector.closed(connection);
        detector.opened(connection);
      }
    }
  }

  /** As living clients do: pings and probes are answered. */
  answer(connections: readonly Connection[]): void {
    for (const connection of connections) {
      this.#hub.pong(connection);
      const seq = String(connection.emitter.seq);
      this.#hub.receive(connection, `{"type":"ack","seq":${seq}}`);
    }
  }

  #nowUs(): number {
    // However long a tick takes, the next one is not later for it: nobody else becomes due meanwhile.
    if (this.#startedNs === undefined) {
      this.#startedNs = process.hrtime.bigint();
      return this.#virtualUs;
    }
    return this.#virtualUs + Number(process.hrtime.bigint() - this.#startedNs) / 1000;
  }

  /** Its wire is made with it, as in the server. */
  #connect(index: number): Connection {
    const wire = new CountingWire();
    this.#wires.push(wire);
    const name = `user-${String(index)}`;
    const applicant = { connection: name, user: name, tier: 'returning', session: '1' } as const;
    const decision = this.#hub.admit(applicant);
    if (decision instanceof Promise || !decision.admitted) throw new Error('there is room for all');
    return this.#hub.open(applicant, decision.slot, wire);
  }
}
