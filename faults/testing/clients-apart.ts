/** Clients in a process of their own, as the test that started it sees them. */

import { fileURLToPath } from 'node:url';
import type { ClientProcess } from '../../harness/contracts/fault.ts';
import type { HistoryEvent } from '../../harness/contracts/history.ts';
import { startChild, type Child } from '../../harness/process/start-child.ts';
import { systemClock } from '../../harness/process/system-clock.ts';

export class ClientsApart implements ClientProcess {
  readonly #child: Child;
  readonly #open: Set<string>;
  readonly #received: Map<string, number>;

  private constructor(child: Child, open: Set<string>, received: Map<string, number>) {
    this.#child = child;
    this.#open = open;
    this.#received = received;
  }

  static async start(): Promise<ClientsApart> {
    const open = new Set<string>();
    const received = new Map<string, number>();
    const note = (event: HistoryEvent): void => {
      if (event.kind === 'client.open') open.add(event.connection);
      else if (event.kind === 'client.closed') open.delete(event.connection);
      else if (event.kind === 'client.received') received.set(event.connection, event.count);
    };
    const child = await startChild(systemClock, {
      name: 'clients',
      module: fileURLToPath(new URL('client-process-main.ts', import.meta.url)),
      args: [],
      env: {},
      readyWithinMs: 15_000,
      errorCode: 'CHAOS_ERR_LOAD_START',
      onEvents: (events) => {
        events.forEach(note);
      },
    });
    return new ClientsApart(child, open, received);
  }

  get pid(): number {
    return this.#child.pid;
  }

  async connect(url: string, ids: readonly string[]): Promise<void> {
    await this.#child.call('connect', { url, ids });
  }

  openIds(): readonly string[] {
    return [...this.#open];
  }

  received(id: string): number {
    return this.#received.get(id) ?? 0;
  }

  freeze(): void {
    process.kill(this.pid, 'SIGSTOP');
  }

  thaw(): void {
    process.kill(this.pid, 'SIGCONT');
  }

  async kill(): Promise<void> {
    await this.#child.stop(0);
    this.#open.clear();
  }
}
