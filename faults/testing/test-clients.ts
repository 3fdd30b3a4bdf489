/** Clients of the `ws` library in the test's own process, with the means to vanish. */

import { once } from 'node:events';
import { WebSocket } from 'ws';
import { connectionHeader } from '../../harness/contracts/connection-id.ts';
import type { ClientControl } from '../../harness/contracts/fault.ts';

interface TestClient {
  readonly socket: WebSocket;
  received: number;
  closeCode: number | undefined;
}

export class TestClients implements ClientControl {
  readonly #clients = new Map<string, TestClient>();

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

  ids(): readonly string[] {
    return [...this.#clients.keys()];
  }

  openIds(): readonly string[] {
    return this.ids().filter((id) => this.socket(id).readyState === WebSocket.OPEN);
  }

  socket(id: string): WebSocket {
    const client = this.#clients.get(id);
    if (client === undefined) throw new Error(`no client ${id}`);
    return client.socket;
  }

  received(id: string): number {
    return this.#clients.get(id)?.received ?? 0;
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
  }
}
