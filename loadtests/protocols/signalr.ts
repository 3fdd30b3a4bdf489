/** A SignalR client for scripts: the JSON hub protocol by WebSocket, without negotiation. */

import {
  encodeHub,
  hubHandshake,
  HubDecoder,
  hubMessageTypes,
  type HandshakeAnswer,
  type HubMessage,
} from './codecs/signalr.ts';
import { KeepAlive } from './keep-alive.ts';
import { RoundTrips } from './round-trips.ts';
import { Wire, type WireEnd } from './wire.ts';

const protocol = 'signalr';
/** Defaults of its own clients. */
const pingEveryMs = 15_000;
const serverTimeoutMs = 30_000;

export interface SignalrSettings {
  readonly pingEveryMs?: number;
  /** Silence after which the server counts as dead. */
  readonly serverTimeoutMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
}

/** What an invocation came to: a result, or an error of the hub. */
export interface Completion {
  readonly result?: unknown;
  readonly error?: string;
}

type Listener = (...args: readonly unknown[]) => void;

export class SignalrSession {
  /** The handshake is done: the hub can be called. */
  onconnect: () => void = () => undefined;
  /** The hub refused the handshake, or said why it closes. */
  onerror: (reason: string) => void = () => undefined;
  onend: (end: WireEnd) => void = () => undefined;
  private readonly settings: SignalrSettings;
  private readonly wire: Wire;
  private readonly decoder = new HubDecoder();
  private readonly roundTrips: RoundTrips<Completion>;
  private readonly listeners = new Map<string, Listener>();
  private readonly streams = new Map<string, (item: unknown) => void>();
  private keepAlive: KeepAlive | undefined;
  private hasShakenHands = false;
  private lastId = 0;

  /** `url` is the hub's: `ws://host:5000/chat` (with `access_token` where it wants one). */
  constructor(url: string, settings: SignalrSettings = {}) {
    this.settings = settings;
    const { headers, tags } = settings;
    this.roundTrips = new RoundTrips(protocol, tags);
    this.wire = new Wire(
      url,
      { protocol, headers, tags },
      {
        onOpen: () => {
          this.wire.send(hubHandshake);
        },
        onText: (text) => {
          this.keepAlive?.heard();
          for (const record of this.decoder.take(text)) this.take(record);
        },
        onEnd: (end) => {
          this.keepAlive?.stop();
          this.roundTrips.end();
          this.onend(end);
        },
      },
    );
  }

  /** A method the hub may call on us; the last one set counts. */
  on(target: string, listener: Listener): void {
    this.listeners.set(target, listener);
  }

  /** Calls a method of the hub and waits for no answer. */
  send(target: string, ...args: readonly unknown[]): void {
    this.write({ type: hubMessageTypes.invocation, target, arguments: args });
  }

  /** Calls a method of the hub; the time to its completion is a `message_round_trip`. */
  invoke(target: string, args: readonly unknown[], done: (completion: Completion) => void): void {
    const invocationId = this.expect(target, done);
    this.write({ type: hubMessageTypes.invocation, invocationId, target, arguments: args });
  }

  /** Calls a streaming method; returns the function that cancels it. */
  stream(
    target: string,
    args: readonly unknown[],
    take: { readonly item: (item: unknown) => void; readonly done: (end: Completion) => void },
  ): () => void {
    const invocationId = this.expect(target, (end) => {
      this.streams.delete(invocationId);
      take.done(end);
    });
    this.streams.set(invocationId, take.item);
    this.write({ type: hubMessageTypes.streamInvocation, invocationId, target, arguments: args });
    return () => {
      this.write({ type: hubMessageTypes.cancelInvocation, invocationId });
    };
  }

  close(): void {
    this.wire.close(1000);
  }

  private expect(target: string, done: (completion: Completion) => void): string {
    const invocationId = String(++this.lastId);
    this.roundTrips.expect(invocationId, target, done);
    return invocationId;
  }

  private write(message: HubMessage): void {
    this.wire.send(encodeHub(message));
  }

  private take(record: unknown): void {
    if (!this.hasShakenHands) {
      this.shakeHands(record as HandshakeAnswer);
      return;
    }
    const { type, target, invocationId = '', ...rest } = record as HubMessage;
    if (type === hubMessageTypes.invocation)
      this.listeners.get(target ?? '')?.(...(rest.arguments ?? []));
    else if (type === hubMessageTypes.streamItem) this.streams.get(invocationId)?.(rest.item);
    else if (type === hubMessageTypes.completion) this.roundTrips.answer(invocationId, rest);
    else if (type === hubMessageTypes.close) this.leave(rest.error);
  }

  private shakeHands({ error }: HandshakeAnswer): void {
    if (error !== undefined) {
      this.leave(error);
      return;
    }
    this.hasShakenHands = true;
    this.keepAlive = new KeepAlive({
      protocol,
      beatEveryMs: this.settings.pingEveryMs ?? pingEveryMs,
      beat: () => {
        this.write({ type: hubMessageTypes.ping });
      },
      silentAfterMs: this.settings.serverTimeoutMs ?? serverTimeoutMs,
      onSilent: () => {
        this.wire.close(1000, 'server timeout');
      },
    });
    this.onconnect();
  }

  private leave(error: string | undefined): void {
    if (error !== undefined) this.onerror(error);
    this.wire.close(1000);
  }
}
