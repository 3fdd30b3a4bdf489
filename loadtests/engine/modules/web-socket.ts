/** The `WebSocket` of `k6/websockets`. */

import { Blob } from 'node:buffer';
import type { SocketEnd } from '../socket/client-socket.ts';
import type { Refusal } from '../socket/refusal.ts';
import { wallMs } from '../timers.ts';
import { Connection, type ConnectionListener, type SocketWire } from '../user/connection.ts';
import { parseSocketUrl } from '../user/socket-request.ts';
import type { VirtualUser } from '../user/virtual-user.ts';
import { connectionParams } from './connection-params.ts';
import { warnOnce } from './warn-once.ts';

type Handler = (event: unknown) => unknown;
interface ScriptEvent {
  readonly type: 'open' | 'message' | 'error' | 'close' | 'ping' | 'pong';
  /** Unix milliseconds. */
  readonly timestamp: number;
  readonly [more: string]: unknown;
}
const eventNames: readonly string[] = ['open', 'message', 'error', 'close', 'ping', 'pong'];
const protocolsIgnored =
  'the protocols of a WebSocket are ignored, as on k6; set the header Sec-WebSocket-Protocol';
const paramsSecond =
  'the second argument of a WebSocket is ignored, as on k6; its parameters are the third: new WebSocket(url, null, params)';
const states = { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 } as const;

/** Thrown by `send` before the connection is open. */
class InvalidStateError extends Error {
  override readonly name = 'InvalidStateError';
}

export class WebSocket implements ConnectionListener {
  readonly url: string;
  onopen: Handler | null = null;
  onmessage: Handler | null = null;
  onerror: Handler | null = null;
  onclose: Handler | null = null;
  onping: Handler | null = null;
  onpong: Handler | null = null;
  readonly #user: VirtualUser;
  readonly #connection: SocketWire;
  #listeners: Map<string, Handler[]> | null = null;
  #state: number = states.CONNECTING;
  #binaryType: 'blob' | 'arraybuffer' = 'blob';
  #queuedBytes = 0;
  #discardedBytes = 0;

  constructor(user: VirtualUser, url: unknown, ...rest: [protocols?: unknown, params?: unknown]) {
    const [protocols, params] = rest;
    if (protocols !== undefined && protocols !== null)
      warnOnce(user.context, isParams(protocols) ? paramsSecond : protocolsIgnored);
    if (user.phase === 'init') throw new Error('a WebSocket cannot be opened in the init context');
    this.#user = user;
    this.url = parseSocketUrl(String(url)).href;
    const target = { url: this.url, params: connectionParams(user, this.url, params) };
    this.#connection =
      user.context.connect?.(user, target, this) ?? new Connection(user, target, this);
  }

  get readyState(): number {
    return this.#state;
  }

  get bufferedAmount(): number {
    if (this.#connection.bufferedBytes === 0) this.#queuedBytes = 0;
    return this.#queuedBytes + this.#discardedBytes;
  }

  get binaryType(): string {
    return this.#binaryType;
  }

  set binaryType(type: string) {
    if (type !== 'blob' && type !== 'arraybuffer')
      throw new TypeError(
        `binaryType must be "blob" or "arraybuffer", not ${JSON.stringify(type)}`,
      );
    this.#binaryType = type;
  }

  send(data: unknown): void {
    if (this.#state === states.CONNECTING)
      throw new InvalidStateError('send() before the connection is open');
    if (data instanceof Blob) {
      this.#sendBlob(data);
      return;
    }
    const payload = payloadOf(data);
    const bytes = typeof payload === 'string' ? Buffer.byteLength(payload) : payload.byteLength;
    if (this.#state !== states.OPEN) {
      this.#discardedBytes += bytes;
      return;
    }
    this.#queuedBytes += bytes;
    this.#connection.send(payload);
  }

  close(code: unknown = 1000, reason: unknown = ''): void {
    const text = String(reason);
    assertCloseArguments(code, text);
    if (this.#state >= states.CLOSING) return;
    this.#state = states.CLOSING;
    this.#connection.close(code, text);
  }

  ping(): void {
    if (this.#state === states.CONNECTING)
      throw new InvalidStateError('ping() before the connection is open');
    if (this.#state === states.OPEN) this.#connection.ping();
  }

  /** Beyond k6 (`loadtests/sockets.ts`): the iteration ends without it, and the next one may `resume` it. */
  rest(): boolean {
    return this.#connection.rest();
  }

  resume(): boolean {
    return this.#connection.resume();
  }

  addEventListener(name: unknown, listener: unknown): void {
    if (typeof name !== 'string' || !eventNames.includes(name))
      throw new TypeError(
        `unknown event ${JSON.stringify(name)}; there are ${eventNames.join(', ')}`,
      );
    if (typeof listener !== 'function') throw new TypeError('a listener must be a function');
    this.#listeners ??= new Map();
    const known = this.#listeners.get(name) ?? [];
    this.#listeners.set(name, [...known, listener as Handler]);
  }

  onOpen(): void {
    if (this.#state === states.CONNECTING) this.#state = states.OPEN;
    this.#dispatch(this.onopen, { type: 'open', timestamp: wallMs() });
  }

  onRefused(refusal: Refusal): void {
    this.#state = states.CLOSED;
    const { status, reason, retryable, retryAfterMs } = refusal;
    // beyond k6, which hides why an upgrade failed
    const more = { status, reason, retryable, retryAfterMs, headers: refusal.headers };
    const error = status === 0 ? reason : `websocket: bad handshake (${status} ${reason})`;
    this.#fail({ error, ...more });
    this.#closed(1006, '');
  }

  onMessage(data: string | ArrayBuffer): void {
    const isBlob = typeof data !== 'string' && this.#binaryType === 'blob';
    this.#dispatch(this.onmessage, {
      type: 'message',
      timestamp: wallMs(),
      data: isBlob ? new Blob([data]) : data,
    });
  }

  onPing(): void {
    this.#dispatch(this.onping, { type: 'ping', timestamp: wallMs() });
  }

  onPong(): void {
    this.#dispatch(this.onpong, { type: 'pong', timestamp: wallMs() });
  }

  onEnd({ code, reason, error }: SocketEnd): void {
    this.#state = states.CLOSED;
    if (error !== undefined)
      this.#fail({ error: `websocket: close ${code} (abnormal closure): ${error}` });
    this.#closed(code, reason);
  }

  #fail(what: object): void {
    this.#dispatch(this.onerror, { type: 'error', timestamp: wallMs(), ...what });
  }

  #closed(code: number, reason: string): void {
    this.#dispatch(this.onclose, { type: 'close', timestamp: wallMs(), code, reason });
  }

  /** The `onX` handler first, then the listeners in the order in which they were added. */
  #dispatch(own: Handler | null, event: ScriptEvent): void {
    const listeners = this.#listeners?.get(event.type);
    if (typeof own === 'function') this.#user.run(own, [event], this);
    if (listeners === undefined) return;
    for (const listener of listeners) this.#user.run(listener, [event], this);
  }

  /** A Blob can only be read in a promise; frames sent meanwhile may overtake it. */
  #sendBlob(blob: Blob): void {
    if (this.#state !== states.OPEN) {
      this.#discardedBytes += blob.size;
      return;
    }
    this.#queuedBytes += blob.size;
    void blob.arrayBuffer().then((bytes) => {
      this.#connection.send(new Uint8Array(bytes));
    });
  }
}

function isParams(value: unknown): boolean {
  return typeof value === 'object' && !Array.isArray(value);
}

function payloadOf(data: unknown): string | Uint8Array {
  if (typeof data === 'string') return data;
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  if (ArrayBuffer.isView(data))
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  throw new TypeError(
    `send() takes a string, an ArrayBuffer, a view of one or a Blob, not ${data === null ? 'null' : typeof data}`,
  );
}

function assertCloseArguments(code: unknown, reason: string): asserts code is number {
  if (typeof code !== 'number' || !Number.isInteger(code) || code < 1000 || code > 4999)
    throw new TypeError(`close code ${String(code)} is not between 1000 and 4999`);
  if (Buffer.byteLength(reason) > 123)
    throw new SyntaxError('close reason is longer than 123 bytes');
}

/** What a bound `WebSocket` inherits, because it has no `prototype` of its own to extend. */
const statics: object = Object.assign(Object.create(Function.prototype) as object, {
  ...states,
  prototype: WebSocket.prototype,
});
Object.setPrototypeOf(WebSocket, statics);
Object.assign(WebSocket.prototype, states);

/**
 * The constructor as one user's script sees it: bound to the user, `instanceof`, `extends` and constants included.
 * Bound, because a function of its own for each user gives the sockets of each user a shape of their own.
 */
export function webSocketFor(user: VirtualUser): unknown {
  return WebSocket.bind(undefined, user);
}
