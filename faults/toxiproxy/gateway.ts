/** The only user of toxiproxy-node-client: proxies and toxics of one server, each change read back. */

import { Toxiproxy, type Proxy, type Toxic, type ToxicType } from 'toxiproxy-node-client';
import type { Clock } from '../../harness/contracts/clock.ts';
import { ChaosError } from '../../harness/contracts/errors.ts';
import type { ToxicSpec } from '../../harness/contracts/network.ts';
import { apiTransport, ToxiproxyRefusal } from './api-transport.ts';
import type { ToxiproxyServer } from './server-process.ts';

export interface ProxySpec {
  readonly name: string;
  /** `127.0.0.1:0` takes a free port; the proxy's `listen` then names it. */
  readonly listen: string;
  readonly upstream: string;
}

export interface WantedToxic {
  readonly spec: ToxicSpec;
  /** 0: armed, 1: in force at once. */
  readonly toxicity: 0 | 1;
}

export interface Gateway {
  /** All in one request. */
  createProxies(specs: readonly ProxySpec[]): Promise<readonly Proxy[]>;
  /** Rejects when the server took other attributes, or another toxicity, than were asked for. */
  addToxic(proxy: Proxy, name: string, wanted: WantedToxic): Promise<Toxic<unknown>>;
  /** 0 or 1, never between: the server draws anew at each update, and not by our seed. */
  setToxicity(toxic: Toxic<unknown>, toxicity: 0 | 1): Promise<void>;
  /** Names of the toxics at toxicity above 0, by proxy. */
  bitingToxics(): Promise<ReadonlyMap<string, readonly string[]>>;
  /** Deletes the proxy and its connections. One that is not there is deleted. */
  removeProxy(proxy: Proxy): Promise<void>;
}

export function connectGateway(clock: Clock, server: ToxiproxyServer): Gateway {
  const client = new Toxiproxy(server.apiUrl);
  const transport = apiTransport(clock, server);
  client.api = transport as unknown as Toxiproxy['api'];
  return {
    createProxies: async (specs) => {
      if (specs.length === 0) return [];
      const created = await client.populate([...specs]);
      return specs.map(({ name }) => created[name] ?? missing(name));
    },
    addToxic: async (proxy, name, { spec, toxicity }) => {
      const { type, stream, attributes } = spec;
      const body = { name, type: type as ToxicType, stream, attributes, toxicity };
      const toxic = await proxy.addToxic<unknown>(body);
      checkAttributes(toxic, spec);
      if (toxic.toxicity !== toxicity) throw notTaken(name, 'toxicity', toxic.toxicity);
      return toxic;
    },
    setToxicity: async (toxic, toxicity) => {
      const updated = await toxic.update({ ...toxic.toJson(), toxicity });
      if (updated.toxicity !== toxicity) throw notTaken(toxic.name, 'toxicity', updated.toxicity);
    },
    bitingToxics: async () => {
      const { data } = await transport.get(`${server.apiUrl}/proxies`);
      const proxies = Object.values(data as Readonly<Record<string, ListedProxy>>);
      return new Map(proxies.map(({ name, toxics }) => [name, biting(toxics)]));
    },
    removeProxy: async (proxy) => {
      await proxy.remove().catch((error: unknown) => {
        if (!(error instanceof ToxiproxyRefusal && error.status === 404)) throw error;
      });
    },
  };
}

/** As the server lists it; the library's `getAll` leaves the toxics out. */
interface ListedProxy {
  readonly name: string;
  readonly toxics: readonly { readonly name: string; readonly toxicity: number }[];
}

function biting(toxics: ListedProxy['toxics']): readonly string[] {
  return toxics.filter(({ toxicity }) => toxicity > 0).map(({ name }) => name);
}

/** A misspelt attribute is accepted in silence and becomes 0. */
function checkAttributes(toxic: Toxic<unknown>, spec: ToxicSpec): void {
  const taken = toxic.attributes as Readonly<Record<string, unknown>>;
  for (const [name, value] of Object.entries(spec.attributes)) {
    if (taken[name] !== value) throw notTaken(`${spec.type} toxic`, name, taken[name]);
  }
}

function notTaken(what: string, name: string, value: unknown): ChaosError {
  return new ChaosError(
    'CHAOS_ERR_TOXIPROXY_CALL',
    `Toxiproxy read ${name} of the ${what} back as ${JSON.stringify(value)}`,
  );
}

function missing(name: string): never {
  throw new ChaosError('CHAOS_ERR_TOXIPROXY_CALL', `Toxiproxy did not create proxy ${name}`);
}
