/** The lanes of one run on one Toxiproxy server: armed, fired, disarmed, removed, and undone by a ladder of steps. */

import type { Proxy, Toxic } from 'toxiproxy-node-client';
import type { Clock } from '../../harness/contracts/clock.ts';
import { ChaosError } from '../../harness/contracts/errors.ts';
import type { LaneControl } from '../../harness/contracts/fault.ts';
import type { LaneSpec, PartExit } from '../../harness/contracts/parts.ts';
import { connectGateway, type Gateway } from './gateway.ts';
import { startServer, type ToxiproxyServer } from './server-process.ts';

interface Lane {
  readonly spec: LaneSpec;
  readonly proxy: Proxy;
  readonly toxics: readonly Toxic<unknown>[];
}

interface Place {
  readonly clock: Clock;
  readonly serverPath: string;
  /** Where every lane leads: host and port of the tap. */
  readonly upstream: string;
}

const anyPort = '127.0.0.1:0';

export class LaneSet implements LaneControl {
  readonly #place: Place;
  readonly #lanes = new Map<string, Lane>();
  #server: ToxiproxyServer;
  #gateway: Gateway;
  #restarting = false;
  readonly #exited = Promise.withResolvers<PartExit>();

  private constructor(place: Place, server: ToxiproxyServer) {
    this.#place = place;
    this.#server = server;
    this.#gateway = connectGateway(place.clock, server);
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

  async stop(graceMs: number): Promise<void> {
    await this.#server.stop(graceMs);
  }

  /** `host:port` of each lane. */
  addresses(): readonly (readonly [lane: string, address: string])[] {
    return [...this.#lanes].map(([name, { proxy }]) => [name, proxy.listen] as const);
  }

  async fire(lane: string): Promise<void> {
    const { toxics } = this.#find(lane);
    for (const toxic of toxics) await this.#gateway.setToxicity(toxic, 1);
  }

  async firedToxics(lane: string): Promise<readonly string[]> {
    return (await this.#gateway.bitingToxics()).get(lane) ?? [];
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
    try {
      for (const toxic of lane.toxics) await this.#gateway.setToxicity(toxic, 0);
    } catch (error) {
      if (!isHang(error)) throw error;
      await this.#recreate(lane);
    }
  }

  async remove(name: string): Promise<void> {
    const lane = this.#lanes.get(name);
    if (lane === undefined) return;
    this.#lanes.delete(name);
    try {
      await this.#gateway.removeProxy(lane.proxy);
    } catch (error) {
      if (!isHang(error)) throw error;
      await this.#restart();
    }
  }

  async #recreate(lane: Lane): Promise<void> {
    try {
      await this.#gateway.removeProxy(lane.proxy);
      await this.#create([{ spec: lane.spec, listen: lane.proxy.listen }]);
    } catch (error) {
      if (!isHang(error)) throw error;
      await this.#restart();
    }
  }

  /** Every lane is new at its old address; every connection through any of them is lost. */
  async #restart(): Promise<void> {
    const lanes = [...this.#lanes.values()];
    this.#restarting = true;
    await this.#server.stop(0);
    this.#server = await startServer(this.#place.clock, this.#place.serverPath);
    this.#gateway = connectGateway(this.#place.clock, this.#server);
    this.#restarting = false;
    this.#watch();
    await this.#create(lanes.map(({ spec, proxy }) => ({ spec, listen: proxy.listen })));
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
  }

  async #arm(spec: LaneSpec, proxy: Proxy): Promise<Lane> {
    const toxics: Toxic<unknown>[] = [];
    for (const [index, toxic] of spec.toxics.entries()) {
      const name = `${index + 1}-${toxic.type}-${toxic.stream}`;
      toxics.push(await this.#gateway.armToxic(proxy, name, toxic));
    }
    return { spec, proxy, toxics };
  }

  #find(name: string): Lane {
    const lane = this.#lanes.get(name);
    if (lane !== undefined) return lane;
    throw new ChaosError('CHAOS_ERR_TOXIPROXY_CALL', `there is no lane ${name}`);
  }

  #watch(): void {
    void this.#server.exited.then((exit) => {
      if (!this.#restarting) this.#exited.resolve(exit);
    });
  }
}

function isHang(error: unknown): boolean {
  return error instanceof ChaosError && error.code === 'CHAOS_ERR_TOXIPROXY_TIMEOUT';
}
