/** One WebSocket connection of a virtual user: the wire, its metrics, and its lines in the history. */

import type { SampleOrigin, Tags } from '../metrics/registry.ts';
import type { Admission, FaultyConnection } from '../run/connection-ledger.ts';
import { ClientSocket, type SocketEnd, type SocketOwner } from '../socket/client-socket.ts';
import type { Refusal } from '../socket/refusal.ts';
import type { ResponseHead } from '../socket/upgrade.ts';
import { alarmAfter, latenessMs, monotonicMs } from '../timers.ts';
import { socketRequest } from './socket-request.ts';
import { TaggedConnection } from './tagged-connection.ts';
import type { VirtualUser } from './virtual-user.ts';

/** What a server may take to answer a Close frame at the end of the test. */
const leaveWithinMs = 1000;

/** What the API objects of `k6/websockets` and `k6/ws` hear. */
export interface ConnectionListener {
  onOpen(head: ResponseHead): void;
  onRefused(refusal: Refusal): void;
  onMessage(data: string | ArrayBuffer): void;
  onPing(): void;
  onPong(): void;
  onEnd(end: SocketEnd): void;
}

/** What the API object of `k6/websockets` needs of a connection, wherever it is. */
export type SocketWire = Pick<
  Connection,
  'bufferedBytes' | 'send' | 'ping' | 'close' | 'rest' | 'resume'
>;

/** Where a connection leads, and how. */
export interface ConnectionTarget {
  readonly url: string;
  readonly params: ConnectionParams;
}

export interface ConnectionParams {
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: Tags;
  readonly offersDeflate: boolean;
  /** Of the blocking call this connection belongs to; 0 for connections that do not block. */
  readonly level?: number;
}

export class Connection implements SocketOwner, SampleOrigin, FaultyConnection {
  readonly #user: VirtualUser;
  readonly #listener: ConnectionListener;
  readonly #url: string;
  readonly #ownTags: Tags;
  readonly #level: number;
  readonly #startedMs = monotonicMs();
  readonly #id: string | undefined;
  readonly #socket: ClientSocket | undefined;
  #subprotocol = '';
  #isOpen = false;
  #isOver = false;
  #onOver: (() => void) | undefined;
  #pings: Map<string, number> | null = null;
  #lastPing = 0;

  /** Connects at once. A connection that a fault took away stays silent for ever. */
  constructor(user: VirtualUser, target: ConnectionTarget, listener: ConnectionListener) {
    this.#user = user;
    this.#listener = listener;
    this.#url = target.url;
    this.#ownTags = target.params.tags;
    this.#level = target.params.level ?? 0;
    const { ledger, isLeaving } = user.context;
    const { url, params } = target;
    const admission: Admission | undefined =
      ledger === undefined
        ? { id: '', url, headers: params.headers }
        : ledger.admit(user.idInTest, url, params.headers);
    if (admission === undefined || isLeaving || !user.isRunning) {
      this.#isOver = true;
      return;
    }
    if (ledger !== undefined) this.#id = admission.id;
    const request = socketRequest(user.context.options, admission, params.offersDeflate);
    this.#socket = new ClientSocket(request, this);
    user.adopt(this);
    if (this.#id !== undefined) ledger?.opening(this.#id, this);
  }

  get bufferedBytes(): number {
    return this.#socket?.bufferedBytes ?? 0;
  }

  send(data: string | Uint8Array): void {
    const bytes = this.#isOver ? 0 : (this.#socket?.send(data) ?? 0);
    if (bytes === 0) return;
    const { metrics, own } = this.#user.context;
    metrics.add(own.wsSent, 1, this);
    const lateMs = latenessMs();
    if (lateMs !== undefined) metrics.add(own.wsSendLateness, lateMs, this);
    metrics.add(own.dataSent, bytes, this);
  }

  ping(): void {
    const payload = String(++this.#lastPing);
    this.#pings ??= new Map();
    this.#pings.set(payload, monotonicMs());
    const bytes = this.#socket?.ping(Buffer.from(payload)) ?? 0;
    this.#user.context.metrics.add(this.#user.context.own.dataSent, bytes, this);
  }

  close(code: number, reason: string): void {
    if (!this.#isOver) this.#socket?.close(code, reason);
  }

  /** See `VirtualUser.rest` and `resume`. */
  rest(): boolean {
    return this.#user.rest(this);
  }

  resume(): boolean {
    return this.#user.resume(this);
  }

  /** Close 1000; resolves when the connection is over, cut where the server does not answer in time. */
  leave(): Promise<void> {
    this.close(1000, '');
    return new Promise((resolve) => {
      const overdue = alarmAfter(leaveWithinMs, () => {
        this.cut();
        resolve();
      });
      this.#onOver = () => {
        overdue.cancel();
        resolve();
      };
    });
  }

  /** The iteration is interrupted: no Close frame, no handler. */
  cut(): void {
    if (this.#isOver) return;
    void this.#socket?.cut();
    if (this.#isOpen) this.#recordClosed(1006, 'client');
    else this.#recordRefused({ status: 0, reason: 'interrupted' });
    this.#over();
  }

  async vanish(): Promise<void> {
    this.#isOver = true;
    const gone = this.#socket?.cut();
    this.#user.drop(this);
    await gone;
  }

  freeze(): void {
    this.#socket?.freeze();
  }

  thaw(): void {
    this.#socket?.thaw();
  }

  onOpen(head: ResponseHead): void {
    this.#isOpen = true;
    this.#subprotocol = head.headers['sec-websocket-protocol'] ?? '';
    const tookMs = monotonicMs() - this.#startedMs;
    const { metrics, own, ledger } = this.#user.context;
    metrics.add(own.wsConnecting, tookMs, this);
    metrics.add(own.wsSessions, 1, this);
    if (this.#id !== undefined)
      ledger?.record({ kind: 'client.open', connection: this.#id, tookMs });
    this.#deliver(() => {
      this.#listener.onOpen(head);
    });
  }

  onRefused(refusal: Refusal): void {
    const { metrics, own } = this.#user.context;
    const status = String(refusal.status);
    metrics.add(own.wsConnecting, monotonicMs() - this.#startedMs, this);
    metrics.add(own.wsRefusals, 1, new TaggedConnection(this, { status }));
    this.#recordRefused(refusal);
    this.#end(() => {
      this.#listener.onRefused(refusal);
    });
  }

  onMessage(message: string | Buffer): void {
    this.#user.context.metrics.add(this.#user.context.own.wsReceived, 1, this);
    const data = typeof message === 'string' ? message : new Uint8Array(message).buffer;
    if (this.#isOver) return;
    // no closure for the many that need not wait
    if (!this.#user.holdsBack(this.#level)) this.#listener.onMessage(data);
    else
      this.#deliver(() => {
        this.#listener.onMessage(data);
      });
  }

  onPing(): void {
    this.#deliver(() => {
      this.#listener.onPing();
    });
  }

  onPong(payload: Buffer): void {
    const key = payload.toString('latin1');
    const sentMs = this.#pings?.get(key);
    if (sentMs === undefined) return;
    this.#pings?.delete(key);
    const { metrics, own } = this.#user.context;
    metrics.add(own.wsPing, monotonicMs() - sentMs, this);
    this.#deliver(() => {
      this.#listener.onPong();
    });
  }

  onEnd(end: SocketEnd): void {
    this.#recordClosed(end.code, end.by);
    this.#end(() => {
      this.#listener.onEnd(end);
    });
  }

  onBytes(received: number): void {
    const { metrics, own } = this.#user.context;
    metrics.add(own.dataReceived, received, this);
  }

  allTags(): Tags {
    const { name } = this.#ownTags;
    return {
      ...this.#user.allTags(),
      url: name ?? this.#url,
      name: this.#url,
      ...(this.#isOpen ? { status: '101' } : {}),
      ...(this.#subprotocol === '' ? {} : { subproto: this.#subprotocol }),
      ...this.#ownTags,
    };
  }

  metadata(): Tags | undefined {
    return this.#user.metadata();
  }

  #deliver(event: () => void): void {
    if (this.#isOver) return;
    if (this.#user.holdsBack(this.#level)) this.#user.defer(event, this.#level);
    else event();
  }

  /** The last event of this connection; then it holds the iteration no longer. */
  #end(event: () => void): void {
    if (this.#isOver) return;
    const last = (): void => {
      event();
      this.#over();
    };
    if (this.#id !== undefined) this.#user.context.ledger?.ended(this.#id);
    if (this.#user.holdsBack(this.#level)) this.#user.defer(last, this.#level);
    else last();
  }

  #over(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#id !== undefined) this.#user.context.ledger?.ended(this.#id);
    this.#user.drop(this);
    this.#onOver?.();
  }

  #recordRefused(refusal: Pick<Refusal, 'status' | 'reason' | 'retryAfterMs'>): void {
    if (this.#id === undefined) return;
    const { status, reason, retryAfterMs } = refusal;
    this.#user.context.ledger?.record({
      kind: 'client.refused',
      connection: this.#id,
      status,
      reason,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  }

  #recordClosed(code: number, by: 'client' | 'server'): void {
    const { metrics, own, ledger } = this.#user.context;
    metrics.add(own.wsSessionDuration, monotonicMs() - this.#startedMs, this);
    metrics.add(own.wsSessionEnds, 1, new TaggedConnection(this, { code: String(code), by }));
    if (this.#id !== undefined)
      ledger?.record({ kind: 'client.closed', connection: this.#id, code, by });
  }
}
