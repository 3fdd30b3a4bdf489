/** The lanes of one run on one Toxiproxy server: armed, fired, disarmed, removed, and undone by a ladder of steps. */

import type { Proxy, Toxic } from 'toxiproxy-node-client';
import type { Clock } from '../../harness/contracts/clock.ts';
import { ChaosError, messageOf } from '../../harness/contracts/errors.ts';
import type { LaneControl } from '../../harness/contracts/fault.ts';
import type { ToxicSpec } from '../../harness/contracts/network.ts';
import type { LanesRestart, LaneSpec, PartExit } from '../../harness/contracts/parts.ts';
import { connectGateway, type Gateway } from './gateway.ts';
import { Heartbeat } from './heartbeat.ts';
import { startServer, type ToxiproxyServer } from './server-process.ts';

interface Lane {
  readonly spec: LaneSpec;
  readonly proxy: Proxy;
  readonly toxics: readonly Toxic<unknown>[];
  readonly standing: readonly Toxic<unknown>[];
  hasFired: boolean;
}

interface Place {
  readonly clock: Clock;
  readonly serverPath: string;
  /** Where every lane leads: host and port of the tap. */
  readonly upstream: string;
}

/** A server that dies this often is not to be had here. */
const deathsAtMost = 3;
const anyPort = '127.0.0.1:0';
/** Begins the names of toxics that stand: no fault fires or disarms them. */
const standingMark = 'standing-';

export class LaneSet implements LaneControl {
  readonly #place: Place;
  readonly #lanes = new Map<string, Lane>();
  #server: ToxiproxyServer;
  #gateway: Gateway;
  #heartbeat: Heartbeat;
  #restart: Promise<void> | undefined;
  #isStopped = false;
  /** Once it is over for what stands, a lane that is made again stands bare. */
  #stands = true;
  #killed: ToxiproxyServer | undefined;
  #deaths = 0;
  readonly #restartListeners: ((restart: LanesRestart) => void)[] = [];
  readonly #exited = Promise.withResolvers<PartExit>();

  private constructor(place: Place, server: ToxiproxyServer) {
    this.#place = place;
    this.#server = server;
    this.#gateway = connectGateway(place.clock, server);
    this.#heartbeat = new Heartbeat(place.clock, server);
    this.#watch();
  }

  /** Starts a server and opens a proxy a lane. When it rejects nothing is left running. */
  static async open(place: Place, specs: readonly LaneSpec[]): Promise<LaneSet> {
    const set = new LaneSet(place, await startServer(place.clock, place.serverPath));
    try {
      await set.#create(specs.map((spec) => ({ spec, listen: anyPort })));
      return set;
    } catch (error) {
      await set.stop(0);
      throw error;
    }
  }

  /** Of the server that runs now; the last step of the ladder changes it. */
  get pid(): number {
    return this.#server.pid;
  }

  get exited(): Promise<PartExit> {
    return this.#exited.promise;
  }

  onRestart(listener: (restart: LanesRestart) => void): void {
    this.#restartListeners.push(listener);
  }

  async stop(graceMs: number): Promise<void> {
    this.#isStopped = true;
    this.#heartbeat.stop();
    await this.#restart?.catch(() => undefined); // it leaves a server of its own
    await this.#server.stop(graceMs);
  }

  /** `host:port` of each lane. */
  addresses(): readonly (readonly [lane: string, address: string])[] {
    return [...this.#lanes].map(([name, { proxy }]) => [name, proxy.listen] as const);
  }

  async fire(lane: string): Promise<void> {
    await this.#restart?.catch(() => undefined); // until then the lane is that of a server which is gone
    await this.#bite(this.#find(lane));
  }

  async firedToxics(lane: string): Promise<readonly string[]> {
    const biting = (await this.#gateway.bitingToxics()).get(lane) ?? [];
    return biting.filter((name) => !name.startsWith(standingMark));
  }

  /** To be called when no client is there any more. */
  async liftStanding(): Promise<void> {
    this.#stands = false;
    // by name: where the ladder was climbed to its end, the lanes are other ones
    for (const name of [...this.#lanes.keys()]) {
      const lane = this.#find(name);
      await this.#climb(
        async () => {
          for (const toxic of lane.standing) await this.#gateway.setToxicity(toxic, 0);
        },
        () => this.#recreate(lane),
      );
    }
  }

  /** Names of toxics that bite, over all lanes. A server that is gone bites nobody. */
  async residue(): Promise<readonly string[]> {
    if (this.#server.hasExited()) return [];
    const biting = await this.#gateway.bitingToxics();
    return [...biting].flatMap(([lane, names]) => names.map((name) => `${lane}/${name}`));
  }

  /**
   * Toxicity 0; where the server hangs on it (a reader that is stalled or dead), delete the proxy and create it
   * again; where that hangs too, kill the server and start another. Never /reset: it hangs on the same lock.
   */
  async disarm(name: string): Promise<void> {
    const lane = this.#lanes.get(name);
    if (lane === undefined) return;
    lane.hasFired = false;
    await this.#climb(
      async () => {
        for (const toxic of lane.toxics) await this.#gateway.setToxicity(toxic, 0);
      },
      () => this.#recreate(lane),
    );
  }

  async remove(name: string): Promise<void> {
    const lane = this.#lanes.get(name);
    if (lane === undefined) return;
    this.#lanes.delete(name);
    await this.#climb(
      () => this.#gateway.removeProxy(lane.proxy),
      (error) => this.#restartOnce(error),
    );
  }

  async #recreate(lane: Lane): Promise<void> {
    await this.#climb(
      async () => {
        await this.#gateway.removeProxy(lane.proxy);
        await this.#create([{ spec: lane.spec, listen: lane.proxy.listen }]);
      },
      (error) => this.#restartOnce(error),
    );
  }

  /** Tries a step of the ladder, and the next one where it hangs. A restart meanwhile has done what either would. */
  async #climb(step: () => Promise<void>, next: (error: unknown) => Promise<void>): Promise<void> {
    const server = this.#server;
    try {
      await step();
    } catch (error) {
      if (this.#restart !== undefined || server !== this.#server) return this.#restart;
      if (!isHang(error)) throw error;
      await next(error);
    }
  }

  /** Several lanes may hang on one server at a time. */
  #restartOnce(reason: unknown): Promise<void> {
    this.#restart ??= this.#killAndStart(messageOf(reason)).finally(() => {
      this.#restart = undefined;
    });
    return this.#restart;
  }

  /** It may have died while it was being filled with lanes. Where no other can be had, `exited` tells. */
  async #replace(server: ToxiproxyServer, reason: string): Promise<void> {
    await this.#restart?.catch(() => undefined);
    if (server === this.#server) await this.#restartOnce(reason).catch(() => undefined);
  }

  /**
   * Every lane is new at its old address, and bites if it did; every connection through any of them is lost. Where no
   * other server can be started the one that was killed counts as gone.
   */
  async #killAndStart(reason: string): Promise<void> {
    const lanes = [...this.#lanes.values()];
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
    await this.#create(lanes.map(({ spec, proxy }) => ({ spec, listen: proxy.listen })));
    for (const { spec, hasFired } of lanes) if (hasFired) await this.#bite(this.#find(spec.name));
  }

  async #bite(lane: Lane): Promise<void> {
    lane.hasFired = true;
    for (const toxic of lane.toxics) await this.#gateway.setToxicity(toxic, 1);
  }

  async #create(
    wanted: readonly { readonly spec: LaneSpec; readonly listen: string }[],
  ): Promise<void> {
    const { upstream } = this.#place;
    const proxies = await this.#gateway.createProxies(
      wanted.map(({ spec, listen }) => ({ name: spec.name, listen, upstream })),
    );
    for (const [index, proxy] of proxies.entries()) {
      const spec = wanted[index]?.spec;
      if (spec !== undefined) this.#lanes.set(spec.name, await this.#arm(spec, proxy));
    }
    await this.#checkStanding(wanted.map(({ spec }) => spec));
  }

  /** What stands comes first: what is on its way there when a fault fires meets the fault. */
  async #arm(spec: LaneSpec, proxy: Proxy): Promise<Lane> {
    const standing: Toxic<unknown>[] = [];
    const toxics: Toxic<unknown>[] = [];
    const toxicity = this.#stands ? 1 : 0;
    for (const [index, toxic] of (spec.standing ?? []).entries()) {
      const name = `${standingMark}${nameOf(toxic, index)}`;
      standing.push(await this.#gateway.addToxic(proxy, name, { spec: toxic, toxicity }));
    }
    for (const [index, toxic] of spec.toxics.entries()) {
      const wanted = { spec: toxic, toxicity: 0 } as const;
      toxics.push(await this.#gateway.addToxic(proxy, nameOf(toxic, index), wanted));
    }
    return { spec, proxy, toxics, standing, hasFired: false };
  }

  /** Read back once more, from the server's own list and past the library. */
  async #checkStanding(lanes: readonly LaneSpec[]): Promise<void> {
    if (!this.#stands || lanes.every(({ standing = [] }) => standing.length === 0)) return;
    const biting = await this.#gateway.bitingToxics();
    for (const { name, standing = [] } of lanes) {
      const found = (biting.get(name) ?? []).filter((toxic) => toxic.startsWith(standingMark));
      if (found.length < standing.length) throw doesNotStand(name, found);
    }
  }

  #find(name: string): Lane {
    const lane = this.#lanes.get(name);
    if (lane !== undefined) return lane;
    throw new ChaosError('CHAOS_ERR_TOXIPROXY_CALL', `there is no lane ${name}`);
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

function nameOf({ type, stream }: ToxicSpec, index: number): string {
  return `${index + 1}-${type}-${stream}`;
}

function doesNotStand(lane: string, found: readonly string[]): ChaosError {
  const listed = found.length === 0 ? 'none' : `only ${found.join(', ')}`;
  const what = `of the toxics that stand on lane ${lane} Toxiproxy lists ${listed}`;
  return new ChaosError('CHAOS_ERR_TOXIPROXY_CALL', what);
}

function isHang(error: unknown): boolean {
  return error instanceof ChaosError && error.code === 'CHAOS_ERR_TOXIPROXY_TIMEOUT';
}
