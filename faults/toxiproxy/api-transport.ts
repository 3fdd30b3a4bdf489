/**
 * What toxiproxy-node-client speaks HTTP with, in place of its own: each call has a time limit (the server's lock can
 * be held for 25 s and longer), and errors keep the status, the body and the cause.
 */

import type { Clock } from '../../harness/contracts/clock.ts';
import { ChaosError } from '../../harness/contracts/errors.ts';
import { withTimeLimit } from '../../harness/process/time-limit.ts';
import type { ToxiproxyServer } from './server-process.ts';

const callWithinMs = 2500;
/** The connection breaks a moment before the process is reported gone. */
const exitWithinMs = 250;

/** A refusal by the server; `status` tells "not there" from "not allowed". */
export class ToxiproxyRefusal extends ChaosError {
  readonly status: number;

  constructor(call: string, status: number, body: string) {
    super('CHAOS_ERR_TOXIPROXY_CALL', `Toxiproxy answered ${call} with ${status}: ${body.trim()}`);
    this.status = status;
  }
}

export interface ApiTransport {
  get(url: string): Promise<{ readonly data: unknown }>;
  post(url: string, body?: unknown): Promise<{ readonly data: unknown }>;
  delete(url: string): Promise<void>;
  getText(url: string): Promise<string>;
}

/** Rejects with CHAOS_ERR_TOXIPROXY_TIMEOUT, _DIED or _CALL. */
export function apiTransport(clock: Clock, server: ToxiproxyServer): ApiTransport {
  const call = async (method: string, url: string, body?: unknown): Promise<string> => {
    const name = `${method} ${new URL(url).pathname}`;
    const cancel = new AbortController();
    const onTimeout = (): Error =>
      new ChaosError(
        'CHAOS_ERR_TOXIPROXY_TIMEOUT',
        `Toxiproxy did not answer ${name} within ${callWithinMs} ms`,
      );
    const request = { method, signal: cancel.signal, ...jsonBody(body) };
    try {
      const answer = exchange(name, url, request);
      return await withTimeLimit(clock, { ms: callWithinMs, onTimeout }, answer);
    } catch (error) {
      throw error instanceof ChaosError ? error : await explain(clock, server, { name, error });
    } finally {
      cancel.abort();
    }
  };
  const data = (text: string): { data: unknown } => ({
    data: text === '' ? undefined : JSON.parse(text),
  });
  return {
    get: async (url) => data(await call('GET', url)),
    post: async (url, body) => data(await call('POST', url, body)),
    delete: async (url) => {
      await call('DELETE', url);
    },
    getText: (url) => call('GET', url),
  };
}

async function exchange(name: string, url: string, request: RequestInit): Promise<string> {
  const response = await fetch(url, request);
  const text = await response.text();
  if (!response.ok) throw new ToxiproxyRefusal(name, response.status, text);
  return text;
}

function jsonBody(body: unknown): RequestInit {
  if (body === undefined) return {};
  return { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}

async function explain(
  clock: Clock,
  server: ToxiproxyServer,
  { name, error }: { readonly name: string; readonly error: unknown },
): Promise<ChaosError> {
  const cancel = new AbortController();
  const waited = clock.delay(exitWithinMs, cancel.signal).catch(() => undefined);
  await Promise.race([server.exited, waited]);
  cancel.abort();
  return server.hasExited()
    ? new ChaosError('CHAOS_ERR_TOXIPROXY_DIED', `Toxiproxy died before it answered ${name}`, {
        cause: error,
      })
    : new ChaosError('CHAOS_ERR_TOXIPROXY_CALL', `Toxiproxy could not be asked ${name}`, {
        cause: error,
      });
}
