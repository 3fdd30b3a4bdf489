/** A Toxiproxy server that lasts: killed where it hangs, replaced where it died, and filled again with what it had. */

import type { Clock } from '../../harness/contracts/clock.ts';
import { ChaosError, messageOf } from '../../harness/contracts/errors.ts';
import type { LanesRestart, PartExit } from '../../harness/contracts/parts.ts';
import { connectGateway, type Gateway } from './gateway.ts';
import { Heartbeat } from './heartbeat.ts';
import { startServer, type ToxiproxyServer } from './server-process.ts';

/** A server that dies this often is not to be had here. */
const deathsAtMost = 3;

export interface ServerPlace {
  readonly clock: Clock;
  readonly serverPath: string;
}

export class LastingServer {
  readonly #place: ServerPlace;
  readonly #refill: () => Promise<void>;
  #server: ToxiproxyServer;
  #gateway: Gateway;
  #heartbeat: Heartbeat;
  #restart: Promise<void> | undefined;
  #isStopped = false;
  #killed: ToxiproxyServer | undefined;
  #deaths = 0;
  readonly #restartListeners: ((restart: LanesRestart) => void)[] = [];
  readonly #exited = Promise.withResolvers<PartExit>();

  private constructor(place: ServerPlace, server: ToxiproxyServer, refill: () => Promise<void>) {
    this.#place = place;
    this.#refill = refill;
    this.#server = server;
    this.#gateway = connectGateway(place.clock, server);
    this.#heartbeat = new Heartbeat(place.clock, server);
    this.#watch();
  }

  /** Rejects with CHAOS_ERR_TOXIPROXY_START. `refill` is called for each server but the first, once it is up. */
  static async start(place: ServerPlace, refill: () => Promise<void>): Promise<LastingServer> {
    return new LastingServer(place, await startServer(place.clock, place.serverPath), refill);
  }

  /** Of the server that runs now. */
  get pid(): number {
    return this.#server.pid;
  }

  get gateway(): Gateway {
    return this.#gateway;
  }

  /** Settles when it is gone for good: it was stopped, or no other could be had. */
  get exited(): Promise<PartExit> {
    return this.#exited.promise;
  }

  hasExited(): boolean {
    return this.#server.hasExited();
  }

  onRestart(listener: (restart: LanesRestart) => void): void {
    this.#restartListeners.push(listener);
  }

  async stop(graceMs: number): Promise<void> {
    this.#isStopped = true;
    this.#heartbeat.stop();
    await this.restarted(); // it leaves a server of its own
    await this.#server.stop(graceMs);
  }

  /** Resolves when no restart is under way, however it ended. */
  async restarted(): Promise<void> {
    await this.#restart?.catch(() => undefined);
  }

  /** Tries a step of the undo ladder, and the next one where it hangs. A restart meanwhile has done what either would. */
  async climb(step: () => Promise<void>, next: (error: unknown) => Promise<void>): Promise<void> {
    const server = this.#server;
    try {
      await step();
    } catch (error) {
      if (this.#restart !== undefined || server !== this.#server) return this.#restart;
      if (!isHang(error)) throw error;
      await next(error);
    }
  }

  /** The end of the ladder. Several lanes may hang on one server at a time. */
  restart(reason: unknown): Promise<void> {
    this.#restart ??= this.#killAndStart(messageOf(reason)).finally(() => {
      this.#restart = undefined;
    });
    return this.#restart;
  }

  /** It may have died while it was being filled. Where no other can be had, `exited` tells. */
  async #replace(server: ToxiproxyServer, reason: string): Promise<void> {
    await this.restarted();
    if (server === this.#server) await this.restart(reason).catch(() => undefined);
  }

  /** Every connection through it is lost. Where no other server can be started the one that was killed counts as gone. */
  async #killAndStart(reason: string): Promise<void> {
    const killed = this.#server;
    this.#killed = killed;
    const { aliveUntilUs } = this.#heartbeat;
    this.#heartbeat.stop();
    await killed.stop(0);
    if (this.#isStopped) {
      this.#exited.resolve(await killed.exited);
      return;
    }
    try {
      this.#server = await startServer(this.#place.clock, this.#place.serverPath);
    } catch (error) {
      this.#exited.resolve(await killed.exited);
      throw error;
    }
    this.#gateway = connectGateway(this.#place.clock, this.#server);
    this.#heartbeat = new Heartbeat(this.#place.clock, this.#server);
    this.#watch();
    const restart = { pid: this.#server.pid, killedPid: killed.pid, reason, aliveUntilUs };
    for (const listener of this.#restartListeners) listener(restart);
    await this.#refill();
  }

  /** One that dies by itself is replaced, too, but not for ever. */
  #watch(): void {
    const server = this.#server;
    void server.exited.then((exit) => {
      if (server === this.#killed) return;
      if (this.#isStopped || this.#deaths >= deathsAtMost) {
        this.#exited.resolve(exit);
        return;
      }
      this.#deaths += 1;
      const how = exit.signal === null ? `exit code ${exit.code ?? 0}` : `signal ${exit.signal}`;
      void this.#replace(server, `it died (${how})`);
    });
  }
}

function isHang(error: unknown): boolean {
  return error instanceof ChaosError && error.code === 'CHAOS_ERR_TOXIPROXY_TIMEOUT';
}
