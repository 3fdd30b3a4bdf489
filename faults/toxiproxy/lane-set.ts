/** The lanes of one run on one Toxiproxy server: armed, fired, disarmed, removed, and undone by a ladder of steps. */

import { ChaosError } from '../../harness/contracts/errors.ts';
import type { LaneControl } from '../../harness/contracts/fault.ts';
import type { LanesRestart, LaneSpec, PartExit } from '../../harness/contracts/parts.ts';
import { armLane, checkStanding, firedOf, type Lane } from './lane.ts';
import { LastingServer, type ServerPlace } from './lasting-server.ts';

interface Place extends ServerPlace {
  /** Where every lane leads: host and port of the tap. */
  readonly upstream: string;
}

const anyPort = '127.0.0.1:0';

export class LaneSet implements LaneControl {
  readonly #upstream: string;
  readonly #server: LastingServer;
  readonly #lanes: Map<string, Lane>;
  /** Once it is over for what stands, a lane that is made again stands bare. */
  #stands = true;

  private constructor(upstream: string, server: LastingServer, lanes: Map<string, Lane>) {
    this.#upstream = upstream;
    this.#server = server;
    this.#lanes = lanes;
  }

  /** Starts a server and opens a proxy a lane. When it rejects nothing is left running. */
  static async open(place: Place, specs: readonly LaneSpec[]): Promise<LaneSet> {
    const refill = (): Promise<void> => set.#refill();
    const server = await LastingServer.start(place, refill);
    const set = new LaneSet(place.upstream, server, new Map());
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
    return this.#server.exited;
  }

  onRestart(listener: (restart: LanesRestart) => void): void {
    this.#server.onRestart(listener);
  }

  stop(graceMs: number): Promise<void> {
    return this.#server.stop(graceMs);
  }

  /** `host:port` of each lane. */
  addresses(): readonly (readonly [lane: string, address: string])[] {
    return [...this.#lanes].map(([name, { proxy }]) => [name, proxy.listen] as const);
  }

  async fire(lane: string): Promise<void> {
    await this.#server.restarted(); // until then the lane is that of a server which is gone
    await this.#bite(this.#find(lane));
  }

  async firedToxics(lane: string): Promise<readonly string[]> {
    return firedOf((await this.#server.gateway.bitingToxics()).get(lane) ?? []);
  }

  /** To be called when no client is there any more. */
  async liftStanding(): Promise<void> {
    this.#stands = false;
    // by name: where the ladder was climbed to its end, the lanes are other ones
    for (const name of [...this.#lanes.keys()]) {
      const lane = this.#find(name);
      await this.#server.climb(
        () => this.#setToxicity(lane.standing, 0),
        () => this.#recreate(lane),
      );
    }
  }

  /** Names of toxics that bite, over all lanes. A server that is gone bites nobody. */
  async residue(): Promise<readonly string[]> {
    if (this.#server.hasExited()) return [];
    const biting = await this.#server.gateway.bitingToxics();
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
    await this.#server.climb(
      () => this.#setToxicity(lane.toxics, 0),
      () => this.#recreate(lane),
    );
  }

  async remove(name: string): Promise<void> {
    const lane = this.#lanes.get(name);
    if (lane === undefined) return;
    this.#lanes.delete(name);
    await this.#server.climb(
      () => this.#server.gateway.removeProxy(lane.proxy),
      (error) => this.#server.restart(error),
    );
  }

  async #recreate(lane: Lane): Promise<void> {
    await this.#server.climb(
      async () => {
        await this.#server.gateway.removeProxy(lane.proxy);
        await this.#create([{ spec: lane.spec, listen: lane.proxy.listen }]);
      },
      (error) => this.#server.restart(error),
    );
  }

  /** Every lane is new at its old address, and bites if it did. */
  async #refill(): Promise<void> {
    const lanes = [...this.#lanes.values()];
    await this.#create(lanes.map(({ spec, proxy }) => ({ spec, listen: proxy.listen })));
    for (const { spec, hasFired } of lanes) if (hasFired) await this.#bite(this.#find(spec.name));
  }

  async #bite(lane: Lane): Promise<void> {
    lane.hasFired = true;
    await this.#setToxicity(lane.toxics, 1);
  }

  async #setToxicity(toxics: Lane['toxics'], toxicity: 0 | 1): Promise<void> {
    for (const toxic of toxics) await this.#server.gateway.setToxicity(toxic, toxicity);
  }

  async #create(
    wanted: readonly { readonly spec: LaneSpec; readonly listen: string }[],
  ): Promise<void> {
    const upstream = this.#upstream;
    const { gateway } = this.#server;
    const proxies = await gateway.createProxies(
      wanted.map(({ spec, listen }) => ({ name: spec.name, listen, upstream })),
    );
    for (const [index, proxy] of proxies.entries()) {
      const spec = wanted[index]?.spec;
      if (spec === undefined) continue;
      this.#lanes.set(spec.name, await armLane(gateway, { spec, proxy }, this.#stands));
    }
    if (this.#stands)
      await checkStanding(
        gateway,
        wanted.map(({ spec }) => spec),
      );
  }

  #find(name: string): Lane {
    const lane = this.#lanes.get(name);
    if (lane !== undefined) return lane;
    throw new ChaosError('CHAOS_ERR_TOXIPROXY_CALL', `there is no lane ${name}`);
  }
}
