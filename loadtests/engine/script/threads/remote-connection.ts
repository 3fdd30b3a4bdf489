/** A connection of a script in a thread that the engine holds, because it names, routes and takes away connections. */

import type { ConnectionListener, ConnectionTarget, SocketWire } from '../../user/connection.ts';
import type { VirtualUser } from '../../user/virtual-user.ts';
import type { EngineLine } from './engine-line.ts';
import type { SessionEvent } from './thread-messages.ts';

export class RemoteConnection implements SocketWire {
  /** What is queued is the engine's to know. */
  readonly bufferedBytes = 0;
  readonly #engine: EngineLine;
  readonly #number: number;

  /** Connects at once, and keeps the iteration open until it is over. */
  constructor(parts: {
    readonly engine: EngineLine;
    readonly user: VirtualUser;
    readonly target: ConnectionTarget;
    readonly listener: ConnectionListener;
  }) {
    const { engine, user, target, listener } = parts;
    this.#engine = engine;
    const over = user.pend(() => {
      engine.unlisten(this.#number);
      engine.order(this.#number, { type: 'cut' });
    });
    this.#number = engine.listen({ type: 'open', target, blocks: false }, (event) => {
      deliverEvent(listener, event);
      if (event.type !== 'end' && event.type !== 'refused') return;
      engine.unlisten(this.#number);
      over();
    });
  }

  send(data: string | Uint8Array): void {
    this.#engine.order(this.#number, { type: 'send', data });
  }

  ping(): void {
    this.#engine.order(this.#number, { type: 'ping' });
  }

  close(code: number, reason: string): void {
    this.#engine.order(this.#number, { type: 'close', code, reason });
  }

  /** It ends with its iteration, as on k6. */
  rest(): boolean {
    return false;
  }

  resume(): boolean {
    return false;
  }
}

export function deliverEvent(listener: ConnectionListener, event: SessionEvent): void {
  switch (event.type) {
    case 'open':
      listener.onOpen(event.head);
      break;
    case 'refused':
      listener.onRefused(event.refusal);
      break;
    case 'message':
      listener.onMessage(event.data);
      break;
    case 'ping':
      listener.onPing();
      break;
    case 'pong':
      listener.onPong();
      break;
    case 'end':
      listener.onEnd(event.end);
  }
}
