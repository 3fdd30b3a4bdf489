/** A Phoenix client for scripts: one socket, channels that are joined, pushes with replies, heartbeats. */

import {
  decodePhoenix,
  encodePhoenix,
  type PhoenixMessage,
  type PhoenixReply,
} from './codecs/phoenix.ts';
import { KeepAlive } from './keep-alive.ts';
import { RoundTrips } from './round-trips.ts';
import { Wire, type WireEnd } from './wire.ts';

const protocol = 'phoenix';
/** Default of its own client; a heartbeat that is not answered until the next one is due ends the session. */
const heartbeatEveryMs = 30_000;

export interface PhoenixSettings {
  readonly heartbeatEveryMs?: number;
  /** Parameters of the socket, sent in the URL. */
  readonly params?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
}

export type ReplyListener = (reply: PhoenixReply) => void;

/** One topic on a socket; made by `PhoenixSession.channel`. */
export interface PhoenixChannel {
  readonly topic: string;
  /** `phx_error` and `phx_close` come here, too. */
  on(event: string, listener: (payload: unknown) => void): void;
  join(payload: unknown, reply: ReplyListener): void;
  /** The time to the reply is a `message_round_trip`. */
  push(event: string, payload: unknown, reply?: ReplyListener): void;
  leave(reply?: ReplyListener): void;
}

interface Outgoing {
  readonly topic: string;
  readonly joinRef: string | null;
  readonly event: string;
  readonly payload: unknown;
}

export class PhoenixSession {
  /** The socket is open: channels can be joined. */
  onconnect: () => void = () => undefined;
  onend: (end: WireEnd) => void = () => undefined;
  private readonly wire: Wire;
  private readonly roundTrips: RoundTrips<PhoenixReply>;
  private readonly listeners = new Map<string, (message: PhoenixMessage) => void>();
  private keepAlive: KeepAlive | undefined;
  private lastRef = 0;

  /** `url` is the socket's: `ws://host:4000/socket`. */
  constructor(url: string, settings: PhoenixSettings = {}) {
    const { headers, tags, params } = settings;
    this.roundTrips = new RoundTrips(protocol, tags);
    this.wire = new Wire(
      `${url}/websocket?${queryOf(params)}vsn=2.0.0`,
      { protocol, headers, tags },
      {
        onOpen: () => {
          this.startBeating(settings.heartbeatEveryMs ?? heartbeatEveryMs);
          this.onconnect();
        },
        onText: (text) => {
          this.keepAlive?.heard();
          this.take(decodePhoenix(text));
        },
        onEnd: (end) => {
          this.keepAlive?.stop();
          this.roundTrips.end();
          this.onend(end);
        },
      },
    );
  }

  channel(topic: string): PhoenixChannel {
    const heard = new Map<string, (payload: unknown) => void>();
    let joinRef: string | null = null;
    this.listeners.set(topic, (message) => {
      // left-overs of an earlier joining
      if (message.joinRef !== null && message.joinRef !== joinRef) return;
      heard.get(message.event)?.(message.payload);
    });
    return {
      topic,
      on: (event, listener) => {
        heard.set(event, listener);
      },
      join: (payload, reply) => {
        joinRef = String(this.lastRef + 1);
        this.push({ topic, joinRef, event: 'phx_join', payload }, reply);
      },
      push: (event, payload, reply) => {
        this.push({ topic, joinRef, event, payload }, reply);
      },
      leave: (reply) => {
        this.push({ topic, joinRef, event: 'phx_leave', payload: {} }, reply);
      },
    };
  }

  close(): void {
    this.wire.close(1000);
  }

  private push(message: Outgoing, reply: ReplyListener = () => undefined): void {
    const ref = String(++this.lastRef);
    this.roundTrips.expect(ref, message.event, reply);
    this.wire.send(encodePhoenix({ ...message, ref }));
  }

  private startBeating(everyMs: number): void {
    this.keepAlive = new KeepAlive({
      protocol,
      beatEveryMs: everyMs,
      beat: () => {
        this.push({ topic: 'phoenix', joinRef: null, event: 'heartbeat', payload: {} });
      },
      silentAfterMs: everyMs * 2,
      onSilent: () => {
        this.wire.close(1000, 'heartbeat timeout');
      },
    });
  }

  private take(message: PhoenixMessage): void {
    if (message.event === 'phx_reply' && message.ref !== null)
      this.roundTrips.answer(message.ref, message.payload as PhoenixReply);
    else this.listeners.get(message.topic)?.(message);
  }
}

function queryOf(params: Readonly<Record<string, string>> = {}): string {
  return Object.entries(params)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}&`)
    .join('');
}
