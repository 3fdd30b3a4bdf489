/** A GraphQL client for scripts, by the `graphql-transport-ws` subprotocol: queries and subscriptions. */

import {
  decodeGraphql,
  encodeGraphql,
  graphqlSubprotocol,
  type GraphqlMessage,
  type GraphqlOperation,
} from './codecs/graphql-ws.ts';
import { KeepAlive } from './keep-alive.ts';
import { RoundTrips } from './round-trips.ts';
import { Wire, type WireEnd } from './wire.ts';

const protocol = 'graphql-ws';

export interface GraphqlSettings {
  /** Payload of `connection_init`. */
  readonly init?: unknown;
  /** Pings of ours; a server that answers none for two of them counts as dead. None without it. */
  readonly pingEveryMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface GraphqlSink {
  next(result: unknown): void;
  error?(errors: unknown): void;
  complete?(): void;
}

export class GraphqlSession {
  /** The server has acknowledged the connection. */
  onconnect: (payload: unknown) => void = () => undefined;
  onend: (end: WireEnd) => void = () => undefined;
  private readonly settings: GraphqlSettings;
  private readonly wire: Wire;
  /** From `subscribe` to the first result. */
  private readonly roundTrips: RoundTrips<undefined>;
  private readonly sinks = new Map<string, GraphqlSink>();
  private readonly unheard = new Set<string>();
  private keepAlive: KeepAlive | undefined;
  private lastId = 0;

  constructor(url: string, settings: GraphqlSettings = {}) {
    this.settings = settings;
    const { headers, tags } = settings;
    this.roundTrips = new RoundTrips(protocol, tags);
    this.wire = new Wire(
      url,
      { protocol, headers, tags, subprotocol: graphqlSubprotocol },
      {
        onOpen: () => {
          this.write({ type: 'connection_init', payload: settings.init ?? {} });
        },
        onText: (text) => {
          this.keepAlive?.heard();
          this.take(decodeGraphql(text));
        },
        onEnd: (end) => {
          this.keepAlive?.stop();
          this.roundTrips.end();
          this.onend(end);
        },
      },
    );
  }

  /** Starts a query, mutation or subscription; returns the function that ends it. */
  subscribe(operation: GraphqlOperation, sink: GraphqlSink): () => void {
    const id = String(++this.lastId);
    this.sinks.set(id, sink);
    this.unheard.add(id);
    this.roundTrips.expect(id, operation.operationName ?? 'subscribe', () => undefined);
    this.write({ type: 'subscribe', id, payload: operation });
    return () => {
      if (this.sinks.delete(id)) this.write({ type: 'complete', id });
    };
  }

  close(): void {
    this.wire.close(1000);
  }

  private write(message: GraphqlMessage): void {
    this.wire.send(encodeGraphql(message));
  }

  private take(message: GraphqlMessage): void {
    if (message.type === 'ping') this.write({ type: 'pong' });
    else if (message.type === 'connection_ack') this.acknowledged(message.payload);
    else if ('id' in message) this.hand(message);
  }

  private hand(message: Extract<GraphqlMessage, { readonly id: string }>): void {
    const { id } = message;
    if (this.unheard.delete(id)) this.roundTrips.answer(id, undefined);
    const sink = this.sinks.get(id);
    if (message.type === 'next') {
      sink?.next(message.payload);
      return;
    }
    this.sinks.delete(id);
    if (message.type === 'error') sink?.error?.(message.payload);
    else sink?.complete?.();
  }

  private acknowledged(payload: unknown): void {
    const { pingEveryMs = 0 } = this.settings;
    this.keepAlive = new KeepAlive({
      protocol,
      beatEveryMs: pingEveryMs,
      beat: () => {
        this.write({ type: 'ping' });
      },
      silentAfterMs: pingEveryMs * 2,
      onSilent: () => {
        this.wire.close(1000, 'no pong');
      },
    });
    this.onconnect(payload);
  }
}
