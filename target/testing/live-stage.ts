/** The incident on a live server: real sockets, and the server asked and told through its admin port alone. */

import type { Tier } from '../protocol.ts';
import { liveClient, refusedUpgrade, type ClientOptions, type LiveClient } from './live-client.ts';
import { liveServer, type LiveServer } from './live-server.ts';

export interface Census {
  readonly claimed: number;
  readonly limit: number;
  readonly reclaimable: number;
  readonly effective: number;
}

export interface CleanupRecord {
  readonly level: string;
  readonly examined: number;
  readonly removed: number;
}

export class LiveStage implements AsyncDisposable {
  readonly server: LiveServer;

  private constructor(server: LiveServer) {
    this.server = server;
  }

  static async open(
    policy: string,
    flags: Readonly<Record<string, string>> = {},
  ): Promise<LiveStage> {
    return new LiveStage(await liveServer({ policy, sweep: '100ms', ...flags }));
  }

  /** `count` clients, named by `prefix` and a number from 1. */
  async fill(
    prefix: string,
    count: number,
    options: Partial<ClientOptions> = {},
  ): Promise<LiveClient[]> {
    const names = Array.from({ length: count }, (_, index) => `${prefix}-${String(index + 1)}`);
    return Promise.all(names.map((id) => this.connect(id, options)));
  }

  connect(id: string, options: Partial<ClientOptions> = {}): Promise<LiveClient> {
    return liveClient(this.server.url, { ...options, id });
  }

  /** Body of the refusal of somebody who tries to connect. */
  async refusal(user: string, tier: Tier): Promise<Record<string, unknown>> {
    return (await refusedUpgrade(`${this.server.url}?user=${user}&tier=${tier}`)).body;
  }

  /** From now on their events go in at the top of the emit path and do not come out. */
  async stall(clients: readonly LiveClient[], mode = 'drop'): Promise<void> {
    await this.server.admin('/fault-points/emit', {
      connections: clients.map(({ id }) => id),
      mode,
    });
  }

  async census(): Promise<Census> {
    return (await this.server.admin('/census')) as Census;
  }

  async cleanUp(level: string): Promise<Omit<CleanupRecord, 'level'>> {
    return (await this.server.admin('/cleanup', { level })) as Omit<CleanupRecord, 'level'>;
  }

  async cleanups(): Promise<readonly CleanupRecord[]> {
    const { records } = (await this.server.admin('/cleanups')) as { records: CleanupRecord[] };
    return records;
  }

  /** Resolves when the server has run so many further cleanups of its own. */
  async furtherCleanups(count: number): Promise<void> {
    const wanted = (await this.cleanups()).length + count;
    while ((await this.cleanups()).length < wanted) await this.#aMoment();
  }

  async until(is: (census: Census) => boolean): Promise<Census> {
    for (;;) {
      const census = await this.census();
      if (is(census)) return census;
      await this.#aMoment();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.drain();
  }

  async #aMoment(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.server.hub.bench.clock.after(10, resolve);
    });
  }
}

export const openCount = (clients: readonly LiveClient[]): number =>
  clients.filter(({ socket }) => socket.readyState === socket.OPEN).length;
