/** One session of `k6/ws`: the socket object scripts get, its handlers, and what `connect` returns. */

import { canonicalHeaders } from '../http/header-names.ts';
import type { RunContext } from '../run/run-context.ts';
import type { SocketEnd } from '../socket/client-socket.ts';
import type { Refusal } from '../socket/refusal.ts';
import type { ResponseHead } from '../socket/upgrade.ts';
import type { Connection, ConnectionListener } from '../user/connection.ts';
import type { ScriptTimers } from '../user/script-timers.ts';

type Handler = (...args: unknown[]) => unknown;

/** What `connect` returns. */
export interface WsResponse {
  readonly url: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly error: string;
}

/** The connection, wherever it is. */
export type SessionWire = Pick<Connection, 'send' | 'ping' | 'close' | 'cut'>;
export type SessionTimers = Pick<ScriptTimers, 'set' | 'clearAll'>;

export interface SessionParts {
  readonly url: string;
  readonly context: Pick<RunContext, 'log' | 'options'>;
  /** Timers that call what they are given by `run`. */
  timers(run: (callback: Handler, args: unknown[]) => void): SessionTimers;
  /** The function given to `connect`. */
  readonly run: Handler;
  readonly resolve: (response: WsResponse) => void;
  readonly reject: (error: unknown) => void;
}

export class WsSession implements ConnectionListener {
  readonly #parts: SessionParts;
  readonly #timers: SessionTimers;
  readonly #handlers = new Map<string, Handler[]>();
  #wire: SessionWire | undefined;
  #response: WsResponse;
  #isClosing = false;
  #isDone = false;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#response = { url: parts.url, status: 0, headers: {}, body: '', error: '' };
    this.#timers = parts.timers((callback, args) => {
      this.#call(callback, args);
    });
  }

  /** To be called once, before anything happens on the connection. */
  attach(wire: SessionWire): void {
    this.#wire = wire;
  }

  onOpen({ status, headers }: ResponseHead): void {
    this.#response = { ...this.#response, status, headers: canonicalHeaders(headers) };
    this.#call(this.#parts.run, [this.#socket()]);
    this.#fire('open');
  }

  onRefused({ status, headers, reason }: Refusal): void {
    const error = status === 0 ? reason : `websocket: bad handshake`;
    const { context, url } = this.#parts;
    this.#response = { ...this.#response, status, headers: canonicalHeaders(headers), error };
    if (context.options.throws) this.#fail(new Error(error));
    else {
      context.log('warn', `ws.connect to ${url} failed: ${error}`);
      this.#done();
    }
  }

  onMessage(data: string | ArrayBuffer): void {
    this.#fire(typeof data === 'string' ? 'message' : 'binaryMessage', data);
  }

  onPing(): void {
    this.#fire('ping');
  }

  onPong(): void {
    this.#fire('pong');
  }

  onEnd({ code, error, by }: SocketEnd): void {
    const isNormal = code === 1000 || code === 1005 || by === 'client';
    if (!isNormal)
      this.#fireError(`websocket: close ${code}${error === undefined ? '' : ` (${error})`}`);
    this.#fire('close', code);
    this.#done();
  }

  #socket(): object {
    const send = (data: string | Uint8Array): void => {
      if (this.#isClosing) this.#fireError('websocket: close sent');
      else this.#wire?.send(data);
    };
    const setTimer = (callback: unknown, delayMs: unknown, repeats: boolean): void => {
      this.#timers.set(callback, delayMs, { args: [], repeats });
    };
    return {
      on: (name: unknown, handler: unknown) => {
        if (typeof handler !== 'function') throw new TypeError('a handler must be a function');
        const known = this.#handlers.get(String(name)) ?? [];
        this.#handlers.set(String(name), [...known, handler as Handler]);
      },
      send: (data: unknown) => {
        send(String(data));
      },
      sendBinary: (data: ArrayBuffer | ArrayBufferView) => {
        if (ArrayBuffer.isView(data))
          send(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
        else send(new Uint8Array(data));
      },
      ping: () => {
        this.#wire?.ping();
      },
      close: (code: unknown = 1001) => {
        this.#isClosing = true;
        this.#wire?.close(Number(code), '');
      },
      setTimeout: (callback: unknown, delayMs: unknown) => {
        setTimer(callback, delayMs, false);
      },
      setInterval: (callback: unknown, delayMs: unknown) => {
        setTimer(callback, delayMs, true);
      },
    };
  }

  #fire(name: string, ...args: unknown[]): void {
    for (const handler of this.#handlers.get(name) ?? []) this.#call(handler, args);
  }

  #fireError(text: string): void {
    this.#fire('error', { error: () => text });
  }

  /** Handlers may wait; what they throw comes out of `connect`. */
  #call(handler: Handler, args: readonly unknown[]): void {
    if (this.#isDone) return;
    try {
      const result = handler(...args);
      if (result instanceof Promise)
        result.catch((error: unknown) => {
          this.#fail(error);
        });
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#timers.clearAll();
    this.#wire?.cut();
    this.#parts.reject(error);
  }

  #done(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#timers.clearAll();
    this.#parts.resolve(this.#response);
  }
}
