/** `k6/ws`: one blocking `connect` a session, with a loop of its own. */

import type { SocketEnd } from '../socket/client-socket.ts';
import type { Refusal } from '../socket/refusal.ts';
import type { ResponseHead } from '../socket/upgrade.ts';
import { ScriptTimers } from '../user/script-timers.ts';
import { Connection, type ConnectionListener } from '../user/connection.ts';
import { parseSocketUrl } from '../user/socket-request.ts';
import type { VirtualUser } from '../user/virtual-user.ts';
import { connectionParams } from './connection-params.ts';

type Handler = (...args: unknown[]) => unknown;

/** What `connect` returns. */
interface WsResponse {
  readonly url: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly error: string;
}

export function wsModule(user: VirtualUser): Record<string, unknown> {
  return {
    connect: (url: unknown, ...rest: [unknown, unknown?]) => {
      const [params, callback] = rest.length === 1 ? [undefined, rest[0]] : rest;
      return connect(user, { url: String(url), params, callback });
    },
  };
}

/** Resolves when the session is over; the script waits for it as it does on k6. */
function connect(
  user: VirtualUser,
  { url, params, callback }: { url: string; params: unknown; callback: unknown },
): Promise<WsResponse> {
  if (user.phase === 'init') throw new Error('ws.connect() cannot be used in the init context');
  if (typeof callback !== 'function') throw new TypeError('ws.connect() needs a function');
  const { href } = parseSocketUrl(url);
  return new Promise((resolve, reject) => {
    const level = user.block();
    const target = { url: href, params: { ...connectionParams(user, href, params), level } };
    new Session(user, target, {
      run: callback as Handler,
      resolve: (response) => {
        resolve(response);
        user.unblock();
      },
      reject: (error) => {
        reject(error instanceof Error ? error : new Error(String(error)));
        user.unblock();
      },
    });
  });
}

interface SessionEnd {
  readonly run: Handler;
  readonly resolve: (response: WsResponse) => void;
  readonly reject: (error: unknown) => void;
}

class Session implements ConnectionListener {
  readonly #user: VirtualUser;
  readonly #url: string;
  readonly #end: SessionEnd;
  readonly #connection: Connection;
  readonly #timers: ScriptTimers;
  readonly #handlers = new Map<string, Handler[]>();
  #response: WsResponse;
  #isClosing = false;
  #isDone = false;

  constructor(
    user: VirtualUser,
    target: ConstructorParameters<typeof Connection>[1],
    end: SessionEnd,
  ) {
    this.#user = user;
    this.#url = target.url;
    this.#end = end;
    this.#response = { url: target.url, status: 0, headers: {}, body: '', error: '' };
    this.#timers = new ScriptTimers({
      hold: () => undefined,
      release: () => undefined,
      run: (callback, args) => {
        this.#call(callback, args);
      },
      defers: (task) => user.defers(task, target.params.level),
    });
    this.#connection = new Connection(user, target, this);
  }

  onOpen({ status, headers }: ResponseHead): void {
    this.#response = { url: this.#url, status, headers, body: '', error: '' };
    this.#call(this.#end.run, [this.#socket()]);
    this.#fire('open');
  }

  onRefused({ status, headers, reason }: Refusal): void {
    const error = status === 0 ? reason : `websocket: bad handshake`;
    const { context } = this.#user;
    this.#response = { url: this.#url, status, headers, body: '', error };
    if (context.options.throws) this.#fail(new Error(error));
    else {
      context.log('warn', `ws.connect to ${this.#url} failed: ${error}`);
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
      else this.#connection.send(data);
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
        this.#connection.ping();
      },
      close: (code: unknown = 1001) => {
        this.#isClosing = true;
        this.#connection.close(Number(code), '');
      },
      setTimeout: (callback: unknown, delayMs: unknown) => {
        this.#timers.set(callback, delayMs, { args: [], repeats: false });
      },
      setInterval: (callback: unknown, delayMs: unknown) => {
        this.#timers.set(callback, delayMs, { args: [], repeats: true });
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
    this.#connection.cut();
    this.#end.reject(error);
  }

  #done(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#timers.clearAll();
    this.#end.resolve(this.#response);
  }
}
