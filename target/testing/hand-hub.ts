/** A whole server on sinon's fake clock, without sockets: what a policy does in an hour takes a test milliseconds. */

import sinon from 'sinon';
import { realClock } from '../clock.ts';
import type { Applicant } from '../core/connection.ts';
import { emitGate, type EmitFaultMode } from '../core/emit-gate.ts';
import { Hub } from '../core/hub.ts';
import { seamsWith } from '../defects/index.ts';
import { silentJournal } from '../observe/journal.ts';
import { policies } from '../policies/index.ts';
import type { Refusal, Tier } from '../protocol.ts';
import { parseFlags } from '../settings/parse-flags.ts';
import { HandClient } from './hand-client.ts';

export interface HandHubOptions {
  readonly policy: string;
  readonly defect?: string;
  /** Flags without dashes, beside fast timings. */
  readonly flags?: Readonly<Record<string, string>>;
}

export interface Attempt {
  readonly client?: HandClient;
  readonly refusal?: Refusal;
}

export interface Visitor {
  readonly tier?: Tier;
  readonly user?: string;
  readonly session?: string;
  readonly resume?: Applicant['resume'];
}

export class HandHub {
  readonly timers = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'hrtime'] });
  readonly hub: Hub;
  readonly clients = new Map<string, HandClient>();

  constructor({ policy: name, defect, flags = {} }: HandHubOptions) {
    const fast = { heartbeat: '300ms', probe: '250ms', misses: '2', policy: name };
    const args = Object.entries({ ...fast, ...flags }).flatMap(([key, text]) => [`--${key}`, text]);
    const policy = policies.get(name);
    if (policy === undefined) throw new Error(`no policy ${name}`);
    const settings = parseFlags(args);
    this.hub = new Hub({
      settings,
      clock: realClock,
      policy,
      seams: seamsWith(defect),
      journal: silentJournal,
    });
  }

  get claimed(): number {
    return this.hub.bench.slots.claimed;
  }

  /** Tries to connect; resolves when the server has decided, which fake time must bring about. */
  async connect(id: string, visitor: Visitor = {}): Promise<Attempt> {
    const { tier = 'returning', user = id, session = '1', resume } = visitor;
    const earlier = resume === undefined ? {} : { resume };
    const applicant = { connection: id, user, tier, session, ...earlier };
    const decision = await this.hub.admit(applicant);
    if (!decision.admitted) return { refusal: decision.refusal };
    const client = new HandClient(this.hub, id, resume?.seq);
    client.connection = this.hub.open(applicant, decision.slot, client);
    this.clients.set(id, client);
    return { client };
  }

  /** Connects `count` users named `<prefix>-1` and so on; all must get in. */
  async fill(prefix: string, count: number, visitor: Visitor = {}): Promise<readonly HandClient[]> {
    const clients: HandClient[] = [];
    for (let number = 1; number <= count; number++) {
      const { client } = await this.connect(`${prefix}-${String(number)}`, visitor);
      if (client === undefined) throw new Error(`${prefix}-${String(number)} was refused`);
      clients.push(client);
    }
    return clients;
  }

  /** The source incident's zombie: healthy by its predicates, and no event gets out. */
  stall(clients: readonly HandClient[], mode: EmitFaultMode = 'hang', delayMs = 0): void {
    for (const { connection } of clients) {
      connection?.emitter.arm(emitGate(mode, delayMs, this.hub.bench.timetable));
    }
  }

  async pass(ms: number): Promise<void> {
    await this.timers.tickAsync(ms);
  }

  /** Removed by all cleanups so far. */
  get removed(): number {
    const { records } = this.hub.bench.log.since(0);
    return records.reduce((sum, { removed }) => sum + removed, 0);
  }

  [Symbol.dispose](): void {
    this.hub.stop();
    this.timers.restore();
  }
}
