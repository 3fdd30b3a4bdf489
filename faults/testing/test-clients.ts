/** Clients of the `ws` library, with the means to vanish: in the test's own process, and where asked for in one of their own. */

import { once } from 'node:events';
import { WebSocket } from 'ws';
import { connectionHeader } from '../../harness/contracts/connection-id.ts';
import type { ClientControl, ClientProcess } from '../../harness/contracts/fault.ts';
import { ClientsApart } from './clients-apart.ts';

interface TestClient {
  readonly socket: WebSocket;
  received: number;
  closeCode: number | undefined;
}

export class TestClients implements ClientControl {
  readonly #clients = new Map<string, TestClient>();
  readonly #apart = new Map<string, ClientsApart>();

  /** Resolves when all are open. */
  async connect(url: string, ids: readonly string[]): Promise<void> {
    await Promise.all(
      ids.map(async (id) => {
        const socket = new WebSocket(url, { headers: { [connectionHeader]: id } });
        const client: TestClient = { socket, received: 0, closeCode: undefined };
        this.#clients.set(id, client);
        socket.on('error', () => undefined);
        socket.on('message', () => client.received++);
        socket.on('close', (code) => (client.closeCode = code));
        await once(socket, 'open');
      }),
    );
  }

  /** In a process of this name. Resolves when all are open. */
  async connectApart(name: string, url: string, ids: readonly string[]): Promise<void> {
    const apart = await ClientsApart.start();
    this.#apart.set(name, apart);
    await apart.connect(url, ids);
  }

  process(name: string): ClientProcess | undefined {
    return this.#apart.get(name);
  }

  /** Without those that live apart and have ended. */
  ids(): readonly string[] {
    return [...this.#clients.keys(), ...this.#openApart()];
  }

  openIds(): readonly string[] {
    const own = [...this.#clients].flatMap(([id, { socket }]) =>
      socket.readyState === WebSocket.OPEN ? id : [],
    );
    return [...own, ...this.#openApart()];
  }

  #openApart(): readonly string[] {
    return [...this.#apart.values()].flatMap((apart) => apart.openIds());
  }

  socket(id: string): WebSocket {
    const client = this.#clients.get(id);
    if (client === undefined) throw new Error(`no client ${id}`);
    return client.socket;
  }

  received(id: string): number {
    const apart = [...this.#apart.values()].reduce((sum, each) => sum + each.received(id), 0);
    return this.#clients.get(id)?.received ?? apart;
  }

  /** Undefined while it is open. */
  closeCode(id: string): number | undefined {
    return this.#clients.get(id)?.closeCode;
  }

  async vanish(ids: readonly string[]): Promise<void> {
    await Promise.all(
      ids.map(async (id) => {
        const socket = this.socket(id);
        if (socket.readyState === WebSocket.CLOSED) return;
        const closed = once(socket, 'close');
        socket.terminate();
        await closed;
      }),
    );
  }

  freeze(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.socket(id).pause();
    return Promise.resolve();
  }

  thaw(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.socket(id).resume();
    return Promise.resolve();
  }

  close(): void {
    for (const { socket } of this.#clients.values()) socket.terminate();
    for (const apart of this.#apart.values()) void apart.kill();
  }
}
