/** The modules of k6 that block, for a script in a thread of its own: here they really do. */

import { connectionParams } from '../../modules/connection-params.ts';
import { blockingHttp, requestParts } from '../../modules/http-module.ts';
import { k6Module } from '../../modules/k6-module.ts';
import { connectCall, type ConnectCall } from '../../modules/ws-module.ts';
import { WsSession, type WsResponse } from '../../modules/ws-session.ts';
import type { Call } from '../../http/call.ts';
import { HttpResponse } from '../../http/response.ts';
import type { VirtualUser } from '../../user/virtual-user.ts';
import type { EngineLine } from './engine-line.ts';
import { packArgument, type JarHandle } from './http-arguments.ts';
import { LoopTimers } from './session-timers.ts';
import { deliverEvent } from './remote-connection.ts';

type Module = Record<string, unknown>;
type Maker = (user: VirtualUser, engine: EngineLine) => Module;

/** By the names scripts import them under; all others are the same as without threads. */
export const blockingModules: Readonly<Record<string, Maker>> = {
  k6: (user, engine) => ({
    ...k6Module(user),
    sleep: (seconds: unknown) => {
      const ms = Number(seconds) * 1000;
      if (user.isRunning && ms > 0) engine.sleep(ms);
    },
  }),
  'k6/http': httpInThread,
  'k6/ws': (user, engine) => ({
    connect: (...args: unknown[]) => connect(engine, user, connectCall(user, args)),
  }),
};

/** Requests are made by the engine; the thread waits for the answer. */
function httpInThread(user: VirtualUser, engine: EngineLine): Module {
  const own = new ThreadJar(engine, 0);
  user.cookies = own;
  const pack = (name: string, args: readonly unknown[]): [string, ...unknown[]] => {
    if (user.phase === 'init') throw new Error('requests cannot be made in the init context');
    return [name, ...args.map(packArgument)];
  };
  const ask = (name: string, args: readonly unknown[]): unknown =>
    responses(engine.ask({ name: 'http', args: pack(name, args) }), page);
  const page = pageOf(({ method, url, body, params }) =>
    ask('request', [method, url, body, params]),
  );
  const blocking = blockingHttp.map((name) => [name, (...args: unknown[]) => ask(name, args)]);
  return {
    ...(Object.fromEntries(blocking) as Module),
    asyncRequest: async (...args: unknown[]) => {
      const settled = user.pend(() => undefined);
      const question = { name: 'http', args: pack('asyncRequest', args) } as const;
      const answer = await engine.askLater(question).finally(settled);
      return responses(answer, page);
    },
    ...requestParts,
    cookieJar: () => own,
    CookieJar: function CookieJar(): ThreadJar {
      return new ThreadJar(engine, Number(engine.ask({ name: 'newJar', args: [] })));
    },
    setResponseCallback: (callback: unknown) => {
      engine.ask({ name: 'http', args: ['setResponseCallback', packArgument(callback)] });
    },
  };
}

/** What responses of a thread are: their forms and links are sent by `send`. */
function pageOf(send: (call: Call) => unknown): object {
  class ThreadResponse extends HttpResponse {
    protected override follow(call: Call): unknown {
      return send(call);
    }
  }
  return ThreadResponse.prototype;
}

/** One response, or what `batch` returns. */
function responses(answer: unknown, page: object): unknown {
  if (typeof answer !== 'object' || answer === null) return answer;
  if ('timings' in answer) return Object.setPrototypeOf(answer, page) as unknown;
  if (Array.isArray(answer)) return answer.map((each) => responses(each, page));
  return Object.fromEntries(
    Object.entries(answer).map(([name, response]) => [name, responses(response, page)]),
  );
}

/** A cookie jar that the engine keeps. */
class ThreadJar implements JarHandle {
  readonly jarNumber: number;
  readonly #engine: EngineLine;

  constructor(engine: EngineLine, jarNumber: number) {
    this.#engine = engine;
    this.jarNumber = jarNumber;
  }

  set(...args: unknown[]): unknown {
    return this.#ask('set', args);
  }

  cookiesForURL(...args: unknown[]): unknown {
    return this.#ask('cookiesForURL', args);
  }

  clear(...args: unknown[]): unknown {
    return this.#ask('clear', args);
  }

  delete(...args: unknown[]): unknown {
    return this.#ask('delete', args);
  }

  headerFor(url: string): string | undefined {
    return this.#ask('headerFor', [url]) as string | undefined;
  }

  /** The engine clears it itself, between iterations. */
  clearAll(): void {
    this.#ask('clearAll', []);
  }

  #ask(method: string, args: readonly unknown[]): unknown {
    return this.#engine.ask({ name: 'jar', args: [this.jarNumber, method, ...args] });
  }
}

/** The session's own loop: its events and timers run, and nothing else of the user. */
function connect(
  engine: EngineLine,
  user: VirtualUser,
  { url, params, run }: ConnectCall,
): WsResponse {
  let timers: LoopTimers | undefined;
  const outcome: { response?: WsResponse; error?: unknown; isOver: boolean } = { isOver: false };
  const session = new WsSession({
    ...{ url, run, context: user.context },
    timers: (call) => (timers = new LoopTimers(call)),
    resolve: (response) => Object.assign(outcome, { response, isOver: true }),
    reject: (error) => Object.assign(outcome, { error, isOver: true }),
  });
  const target = { url, params: connectionParams(user, url, params) };
  const number = engine.openSession({ type: 'open', target, blocks: true });
  session.attach({
    send: (data) => {
      engine.order(number, { type: 'send', data });
    },
    ping: () => {
      engine.order(number, { type: 'ping' });
    },
    close: (code) => {
      engine.order(number, { type: 'close', code, reason: '' });
    },
    cut: () => {
      engine.order(number, { type: 'cut' });
    },
  });
  while (!outcome.isOver) {
    const event = engine.nextEvent(number, timers?.waitMs() ?? Infinity);
    if (event === undefined) timers?.ring();
    else deliverEvent(session, event);
  }
  if (outcome.response === undefined) throw outcome.error;
  return outcome.response;
}
