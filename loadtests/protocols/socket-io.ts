/** A Socket.IO client for scripts: connect, events both ways, acknowledgements, pings answered. */

import {
  decodeEngine,
  encodePacket,
  PacketDecoder,
  type EnginePacket,
  type SocketIoPacket,
} from './codecs/socket-io.ts';
import { KeepAlive } from './keep-alive.ts';
import { RoundTrips } from './round-trips.ts';
import { Wire, type WireEnd } from './wire.ts';

const protocol = 'socket.io';

export interface SocketIoSettings {
  /** `/socket.io/` without it. */
  readonly path?: string;
  /** `/` without it. */
  readonly namespace?: string;
  /** Sent with CONNECT; the server's `socket.handshake.auth`. */
  readonly auth?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
}

type Listener = (...args: readonly unknown[]) => void;

export class SocketIoSession {
  /** The namespace has let us in; `sid` is the id of the session there. */
  onconnect: (sid: string) => void = () => undefined;
  /** The namespace has refused us: what the server gives as the reason. */
  onrefused: (reason: unknown) => void = () => undefined;
  onend: (end: WireEnd) => void = () => undefined;
  private readonly settings: SocketIoSettings;
  private readonly wire: Wire;
  private readonly decoder = new PacketDecoder();
  private readonly roundTrips: RoundTrips<readonly unknown[]>;
  private readonly listeners = new Map<string, Listener[]>();
  private keepAlive: KeepAlive | undefined;
  private lastId = 0;

  /** `url` is the server's: `ws://host:3000`, with or without a `/` at its end. Connects at once, by WebSocket alone (no polling first). */
  constructor(url: string, settings: SocketIoSettings = {}) {
    this.settings = settings;
    const { path = '/socket.io/', headers, tags } = settings;
    this.roundTrips = new RoundTrips(protocol, tags);
    this.wire = new Wire(
      `${url.replace(/\/+$/, '')}${path}?EIO=4&transport=websocket`,
      { protocol, headers, tags },
      {
        onOpen: () => undefined,
        onText: (text) => {
          this.takeEngine(decodeEngine(text));
        },
        onBinary: (bytes) => {
          this.take(this.decoder.takeBinary(bytes));
        },
        onEnd: (end) => {
          this.keepAlive?.stop();
          this.roundTrips.end();
          this.onend(end);
        },
      },
    );
  }

  /** Several listeners of one event are called in the order in which they were added. */
  on(event: string, listener: Listener): void {
    this.listeners.set(event, [...(this.listeners.get(event) ?? []), listener]);
  }

  emit(event: string, ...args: readonly unknown[]): void {
    this.send({ type: 'event', namespace: this.namespace, data: [event, ...args] });
  }

  /** `answer` gets the arguments of the acknowledgement; the time until then is a `message_round_trip`. */
  emitWithAck(event: string, args: readonly unknown[], answer: Listener): void {
    const id = this.lastId++;
    this.roundTrips.expect(String(id), event, (reply) => {
      answer(...reply);
    });
    this.send({ type: 'event', namespace: this.namespace, id, data: [event, ...args] });
  }

  /** Leaves the namespace and closes the connection. */
  close(): void {
    this.send({ type: 'disconnect', namespace: this.namespace });
    this.wire.close(1000);
  }

  private get namespace(): string {
    return this.settings.namespace ?? '/';
  }

  private send(packet: SocketIoPacket): void {
    const { text, attachments } = encodePacket(packet);
    this.wire.send(`4${text}`);
    for (const bytes of attachments) this.wire.send(bytes);
  }

  private takeEngine(packet: EnginePacket): void {
    this.keepAlive?.heard();
    if (packet.type === 'open') this.greet(packet.handshake);
    else if (packet.type === 'ping') this.wire.send('3');
    else if (packet.type === 'close') this.wire.close(1000);
    else if (packet.type === 'message') this.take(this.decoder.takeText(packet.text));
  }

  private greet({
    pingInterval,
    pingTimeout,
  }: {
    pingInterval: number;
    pingTimeout: number;
  }): void {
    this.keepAlive = new KeepAlive({
      protocol,
      silentAfterMs: pingInterval + pingTimeout,
      onSilent: () => {
        this.wire.close(1000, 'ping timeout');
      },
    });
    const { auth } = this.settings;
    this.send({
      type: 'connect',
      namespace: this.namespace,
      ...(auth === undefined ? {} : { data: auth }),
    });
  }

  private take(packet: SocketIoPacket | undefined): void {
    if (packet?.namespace !== this.namespace) return;
    const { type, id, data } = packet;
    if (type === 'connect') this.onconnect(String((data as { sid?: unknown }).sid));
    else if (type === 'connect_error') this.onrefused(data);
    else if (type === 'disconnect') this.wire.close(1000);
    else if (type === 'ack') this.roundTrips.answer(String(id), data as readonly unknown[]);
    else this.hear(data as readonly [string, ...unknown[]], id);
  }

  /** An event that wants an acknowledgement gives its listeners a function for it, as the last argument. */
  private hear([event, ...args]: readonly [string, ...unknown[]], id: number | undefined): void {
    const acknowledge = (...reply: readonly unknown[]): void => {
      this.send({ type: 'ack', namespace: this.namespace, id: id ?? 0, data: reply });
    };
    const all = id === undefined ? args : [...args, acknowledge];
    for (const listener of this.listeners.get(event) ?? []) listener(...all);
  }
}
