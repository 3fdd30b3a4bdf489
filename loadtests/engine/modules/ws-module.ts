/** `k6/ws`: one blocking `connect` a session, with a loop of its own. */

import { ScriptTimers } from '../user/script-timers.ts';
import { Connection } from '../user/connection.ts';
import { parseSocketUrl } from '../user/socket-request.ts';
import type { VirtualUser } from '../user/virtual-user.ts';
import { connectionParams } from './connection-params.ts';
import { WsSession, type WsResponse } from './ws-session.ts';

type Handler = (...args: unknown[]) => unknown;

/** Arguments of `ws.connect`, checked. */
export interface ConnectCall {
  readonly url: string;
  readonly params: unknown;
  readonly run: Handler;
}

export function wsModule(user: VirtualUser): Record<string, unknown> {
  return {
    connect: (...args: unknown[]) => connect(user, connectCall(user, args)),
  };
}

/** Throws where `connect` is called wrongly, or in the init context. */
export function connectCall(user: VirtualUser, [url, ...rest]: readonly unknown[]): ConnectCall {
  const [params, run] = rest.length === 1 ? [undefined, rest[0]] : rest;
  if (user.phase === 'init') throw new Error('ws.connect() cannot be used in the init context');
  if (typeof run !== 'function') throw new TypeError('ws.connect() needs a function');
  return { url: parseSocketUrl(String(url)).href, params, run: run as Handler };
}

/** Resolves when the session is over; the script waits for it as it does on k6. */
function connect(user: VirtualUser, { url, params, run }: ConnectCall): Promise<WsResponse> {
  return new Promise((resolve, reject) => {
    const level = user.block();
    const session = new WsSession({
      ...{ url, run, context: user.context },
      timers: (call) =>
        new ScriptTimers({
          hold: () => undefined,
          release: () => undefined,
          run: call,
          holdsBack: () => user.holdsBack(level),
          defer: (task) => {
            user.defer(task, level);
          },
        }),
      resolve: (response) => {
        resolve(response);
        user.unblock();
      },
      reject: (error) => {
        reject(error instanceof Error ? error : new Error(String(error)));
        user.unblock();
      },
    });
    const target = { url, params: { ...connectionParams(user, url, params), level } };
    session.attach(new Connection(user, target, session));
  });
}
