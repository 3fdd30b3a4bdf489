/** What our own tap can do to a connection beyond withholding messages; no TCP tool can, for none knows frames. */

export type FrameKind = 'message' | 'ping' | 'pong' | 'close';
export type Direction = 'up' | 'down';

/** Of the messages counted from arming: every `every`-th, at most `limit`. */
interface Chosen {
  readonly direction: Direction;
  readonly every: number;
  readonly limit: number;
}

/** Stays in force until its owner disarms it. */
export type TapRule =
  /** Whole frames of these kinds go no further. Both ends, FIN and RST, pass. */
  | {
      readonly kind: 'swallow';
      readonly direction: Direction;
      readonly frames: readonly FrameKind[];
    }
  /** Nothing of a direction goes further, ends included, until disarmed: whole frames are lost, ends are late. */
  | { readonly kind: 'black-hole'; readonly direction: Direction | 'both' }
  /** A middlebox: the server's pings are answered here, nothing goes either way, the client's end is kept secret. */
  | { readonly kind: 'answer-pings' }
  /** The client's end of the connection is gone at once, and nothing goes either way: the server hears of it once disarmed. */
  | { readonly kind: 'hand-off' }
  /** The server's Close never reaches the client, the client's Close and end never reach the server. */
  | { readonly kind: 'ignore-close' }
  /** Chosen messages go no further; the ledger names each, and its neighbour. */
  | (Chosen & { readonly kind: 'withhold' })
  /** Chosen messages are this late; later ones wait behind them. */
  | (Chosen & { readonly kind: 'delay'; readonly delayMs: number })
  /** Chosen messages are delivered so many times more, at once. */
  | (Chosen & { readonly kind: 'repeat'; readonly times: number })
  /** A chosen message changes places with the next one, or goes on alone after `waitMs`. */
  | (Chosen & { readonly kind: 'swap'; readonly waitMs: number })
  /** The tap stops reading what this side sends. */
  | { readonly kind: 'stop-reading'; readonly side: 'client' | 'server' }
  /** The tap reads so many bytes a second of what this side sends. */
  | {
      readonly kind: 'read-slowly';
      readonly side: 'client' | 'server';
      readonly bytesPerSecond: number;
    }
  /** Both ends are cut, at once or when the direction has carried so many more bytes or messages. */
  | {
      readonly kind: 'cut';
      readonly how: CutManner;
      readonly direction: Direction;
      readonly afterBytes?: number;
      readonly afterMessages?: number;
    }
  /**
   * Both ends are cut after so long without a byte in either direction; nobody any more from `untilUs` on (`Clock.nowUs`,
   * which is the same in every process of a run).
   */
  | {
      readonly kind: 'cut-idle';
      readonly idleMs: number;
      readonly how: CutManner | 'silence';
      readonly untilUs?: number;
    }
  /** Both ends are cut once the connection is this old. */
  | { readonly kind: 'cut-old'; readonly ageMs: number; readonly how: CutManner }
  /** The server gets a FIN as if from the client, who notices nothing. */
  | { readonly kind: 'half-close' }
  /** A text message of the tap's own to the server; the answer, the next message that holds `answer`, is kept from the client. */
  | { readonly kind: 'ask'; readonly text: string; readonly answer: string }
  /** These bytes, hexadecimal, go to that side between two frames; a burst of `times`, every `everyMs` if given. */
  | {
      readonly kind: 'insert';
      readonly direction: Direction;
      readonly hex: string;
      readonly times: number;
      readonly everyMs?: number;
    };

export type CutManner = 'fin' | 'rst';

/** What an upgrade request must have; `*` stands for anything. */
export interface RequestPattern {
  /** `/chat*`; held against the query too where it has a `?`. */
  readonly path?: string;
  /** `x-tenant: acme*`; the name in any case. */
  readonly header?: string;
}

/** What happens to connections that come while a fault is on. */
export interface ComingRule {
  /** When the client has asked for its upgrade and the server has not heard of it, or right behind the answer. */
  readonly at: 'request' | 'upgrade';
  readonly rule: TapRule;
}

export interface PingBurst {
  readonly pings: number;
  /** Of each ping's payload; 16 to 125. */
  readonly bytes: number;
  readonly withinMs: number;
  /** As if the server had sent them, so that rules on the way down act on them; else they go in behind those. */
  readonly throughRules?: true;
}

export interface RoundTrip {
  readonly connection: string;
  /** From the first ping until the last pong; absent where it did not come in time. */
  readonly ms?: number;
}

export interface TapInjector {
  /** WebSocket URL of the tap, for connections of a fault's own. */
  readonly url: string;
  /** One rule an owner and connection; connections that are not open are left out. */
  arm(owner: string, connections: readonly string[], rule: TapRule): Promise<void>;
  /** One rule an owner and key, for each connection of it that comes until the owner disarms. At `request` only `cut`. */
  armComing(owner: string, keys: readonly string[], coming: ComingRule): Promise<void>;
  /** Remembers under `name` which connections that come from now on have asked for this. */
  watchRequests(name: string, pattern: RequestPattern): Promise<void>;
  /** Ids of those that are open. */
  matching(name: string): Promise<readonly string[]>;
  /** Takes off what this owner armed, everywhere; idempotent. */
  disarm(owner: string): Promise<void>;
  /** How many rules of this owner are in force, or wait for connections to come. */
  armed(owner: string): Promise<number>;
  /** Pings of the tap's own to the clients, whose pongs it keeps: how long the way to them is now. */
  roundTrips(connections: readonly string[], burst: PingBurst): Promise<readonly RoundTrip[]>;
}
