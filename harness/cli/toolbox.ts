/** The concrete parts the verbs work with; only `harness/main.ts` fills it. */

import type { Checker } from '../contracts/checker.ts';
import type { Clock } from '../contracts/clock.ts';
import type { Fault, KernelView } from '../contracts/fault.ts';
import type { LoadDriver } from '../contracts/load.ts';
import type { NetworkTable } from '../contracts/network.ts';
import type { LanesStarter, TapStarter, TargetStarter } from '../contracts/parts.ts';

/** A named thing of a catalogue, as `ws-chaos list` prints it. */
export interface Listed {
  readonly name: string;
  readonly summary: string;
  /** Further columns of `list --json`. */
  readonly [more: string]: unknown;
}

/** What a plan wants of its tap. */
export interface TapWish {
  readonly processes?: number;
  /** Trust in the server; `caFile` is absolute. */
  readonly tls?: { readonly caFile?: string; readonly servername?: string };
}

export interface Toolbox {
  readonly clock: Clock;
  readonly target: TargetStarter;
  readonly tap: (wish: TapWish) => TapStarter;
  readonly kernelView: (pid: number, listeningPort: number) => KernelView | undefined;
  readonly faults: ReadonlyMap<string, Fault>;
  readonly checkers: ReadonlyMap<string, Checker>;
  /** By which users may come. */
  readonly networks: NetworkTable;
  readonly policies: readonly Listed[];
  readonly defects: readonly Listed[];
  readonly scenarios: () => Promise<readonly Listed[]>;
  /** `toxiproxy` finds the server first: CHAOS_ERR_TOXIPROXY_MISSING with three ways to get it. */
  readonly lanes: (proxy: ProxyKind) => LanesStarter;
  readonly loadDriver: (engine: EngineKind) => LoadDriver;
  /** The load generator on its own; resolves with k6's exit code. */
  readonly runLoad: (argv: readonly string[]) => Promise<number>;
  /** Throws CHAOS_ERR_TOXIPROXY_MISSING. */
  readonly findToxiproxy: () => { readonly path: string; readonly how: string };
  /** Asks it for its version. Rejects with CHAOS_ERR_TOOL_MISSING, or with CHAOS_ERR_LOAD_START where it cannot say. */
  readonly findK6: () => Promise<{
    readonly path: string;
    readonly how: string;
    readonly version: string;
  }>;
}

export const proxyKinds = ['toxiproxy', 'none'] as const;
export type ProxyKind = (typeof proxyKinds)[number];
export const engineKinds = ['embedded', 'k6'] as const;
export type EngineKind = (typeof engineKinds)[number];

/** Where the verbs write: results on `out`, news and problems on `err`. */
export interface Streams {
  readonly out: NodeJS.WritableStream;
  readonly err: NodeJS.WritableStream;
}
