/** A client without a socket: answers like a real one after a moment, until it is told not to. */

import type { Connection } from '../core/connection.ts';
import type { Hub } from '../core/hub.ts';
import type { Wire } from '../core/wire.ts';
import type { ServerMessage } from '../protocol.ts';

export class HandClient implements Wire {
  readonly #hub: Hub;
  readonly #resumeSeq: number;
  #lastSeq = 0;
  readonly received: ServerMessage[] = [];
  readonly id: string;
  bufferedAmount = 0;
  /** How long it takes to answer anything. */
  answerMs = 5;
  connection: Connection | undefined;
  /** How the server ended it, in the order of the calls. */
  readonly ends: string[] = [];
  /** False: takes everything and says nothing, as a dead peer behind a proxy. */
  isAnswering = true;
  /** True: acknowledges a probe at once and other events not by themselves, as a tab in the background whose timers wait. */
  isLazy = false;
  /** Messages with these sequence numbers are lost on the way, once each. */
  readonly losing = new Set<number>();

  /** `resumeSeq`: how far the connection came that this one goes on with. */
  constructor(hub: Hub, id: string, resumeSeq = 0) {
    this.#hub = hub;
    this.#resumeSeq = resumeSeq;
    this.id = id;
  }

  get isOpen(): boolean {
    return this.ends.length === 0;
  }

  get lastSeq(): number {
    return this.#lastSeq;
  }

  send(text: string): void {
    const message = JSON.parse(text) as ServerMessage;
    if ('seq' in message && this.losing.delete(message.seq)) return;
    this.received.push(message);
    if (message.type === 'hello' && message.resumed === true) this.#lastSeq = this.#resumeSeq;
    else if (message.type === 'gap') this.#lastSeq = Math.max(this.#lastSeq, message.toSeq);
    else if (!('seq' in message)) return;
    else if (message.seq === this.#lastSeq + 1) this.#lastSeq++;
    if (this.isLazy && message.type !== 'probe') return;
    const ack = `{"type":"ack","seq":${String(this.#lastSeq)}}`;
    this.#answer(() => this.#hub.receive(this.#own(), ack));
  }

  ping(): void {
    this.#answer(() => {
      this.#hub.pong(this.#own());
    });
  }

  close(code?: number): void {
    this.ends.push(`close ${String(code)}`);
    this.#answer(() => {
      this.#hub.closed(this.#own(), 'goodbye');
    });
  }

  terminate(): void {
    this.ends.push('terminate');
  }

  /** The client hangs up by itself. */
  leave(by: 'goodbye' | 'loss' = 'goodbye'): void {
    this.isAnswering = false;
    this.ends.push('left');
    this.#hub.closed(this.#own(), by);
  }

  say(message: object): boolean {
    return this.#hub.receive(this.#own(), JSON.stringify(message));
  }

  #own(): Connection {
    if (this.connection === undefined) throw new Error(`${this.id} is not connected`);
    return this.connection;
  }

  #answer(answer: () => unknown): void {
    this.#hub.bench.clock.after(this.answerMs, () => {
      if (this.isAnswering && this.connection?.isGone === false) answer();
    });
  }
}
