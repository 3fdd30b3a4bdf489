/** The fault points over HTTP, by the same requests that the reference server's admin port answers. */

import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import type { EmitFaultMode, ThrowPoint } from '../../harness/contracts/target.ts';
import type { ChaosHooks } from './chaos-hooks.ts';
import { messageOf } from '../../harness/contracts/errors.ts';

const modes: readonly EmitFaultMode[] = ['throw', 'hang', 'drop', 'slow'];
const longestStallMs = 60_000;

type Body = Readonly<Record<string, unknown>>;
type Route = (hooks: ChaosHooks, body: Body) => unknown;

function throwing(
  name: string,
  of: (hooks: ChaosHooks) => ThrowPoint,
): Readonly<Record<string, Route>> {
  return {
    [`POST /fault-points/${name}`]: (hooks, body) => {
      const times = milliseconds(body['times'] ?? 1);
      return of(hooks).arm(idsIn(body), { times, lastingMs: milliseconds(body['lastingMs'] ?? 0) });
    },
    [`POST /fault-points/${name}/disarm`]: (hooks, body) => of(hooks).disarm(idsIn(body)),
  };
}

const routes: Readonly<Record<string, Route>> = {
  ...throwing('handler', ({ handler }) => handler),
  ...throwing('cleanup', ({ cleanup }) => cleanup),
  'POST /fault-points/clock': ({ clock }, body) => clock.step(finite(body['byMs'])),
  'GET /clock': async ({ clock }) => ({ nowUs: await clock.nowUs() }),
  'POST /health': (hooks, body) => hooks.health(idsIn(body)),
  'POST /probe': (hooks, body) => hooks.emitProbe(idsIn(body), String(body['nonce'])),
  'POST /fault-points/emit': (hooks, body) => {
    const mode = modes.find((known) => known === body['mode']);
    if (mode === undefined) throw new TypeError(`mode is one of ${modes.join(', ')}`);
    return hooks.armEmit(idsIn(body), mode, milliseconds(body['delayMs'] ?? 0));
  },
  'POST /fault-points/emit/disarm': (hooks, body) => hooks.disarmEmit(idsIn(body)),
  'POST /fault-points/stall': (hooks, body) => {
    const ms = milliseconds(body['ms']);
    // the answer goes out before the loop stands still
    setImmediate(() => {
      hooks.stallLoop(Math.min(ms, longestStallMs));
    });
  },
};

export function newToken(): string {
  return randomBytes(16).toString('hex');
}

export function controlServer(hooks: ChaosHooks, token: string): Server {
  return createServer((request, response) => {
    void answer(hooks, token, request).then(({ status, value }) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    });
  });
}

async function answer(
  hooks: ChaosHooks,
  token: string,
  request: IncomingMessage,
): Promise<{ readonly status: number; readonly value: unknown }> {
  if (!isAllowed(request, token)) return failure(401, 'bearer token missing or wrong');
  const route = routes[`${request.method ?? ''} ${request.url ?? ''}`];
  if (route === undefined) return failure(404, 'no such route');
  try {
    const body = request.method === 'GET' ? {} : ((await json(request)) as Body);
    return { status: 200, value: (await route(hooks, body)) ?? {} };
  } catch (error) {
    return failure(400, messageOf(error));
  }
}

function failure(status: number, error: string): { status: number; value: unknown } {
  return { status, value: { error } };
}

function isAllowed({ headers }: IncomingMessage, token: string): boolean {
  const given = Buffer.from(headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function idsIn({ connections }: Body): readonly string[] {
  if (Array.isArray(connections) && connections.every((id) => typeof id === 'string'))
    return connections;
  throw new TypeError('connections must be a list of connection ids');
}

function milliseconds(value: unknown): number {
  const ms = finite(value);
  if (ms >= 0) return ms;
  throw new TypeError('a time is a number of milliseconds, and a count one of times');
}

function finite(value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new TypeError('a number is missing');
}
