/** Who may knock at all: the origin of the page, and a token where one is wanted. */

import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Refusal } from '../protocol.ts';
import { field, splitAddress } from './query.ts';
import type { Settings } from '../settings/settings.ts';

type Check = (request: IncomingMessage) => Refusal | undefined;

/** Undefined for a request that may go on. */
export function gate({ origins, clientToken }: Settings): Check {
  const checks = [
    ...(origins === undefined
      ? []
      : [originCheck(origins.split(',').map((origin) => origin.trim()))]),
    ...(clientToken === undefined ? [] : [tokenCheck(clientToken)]),
  ];
  return (request) => {
    for (const check of checks) {
      const refusal = check(request);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  };
}

/** Browsers always name the origin; a request without one comes from no page and passes. */
function originCheck(allowed: readonly string[]): Check {
  return ({ headers: { origin } }) =>
    origin === undefined || allowed.includes(origin)
      ? undefined
      : { error: 'forbidden', reason: 'this origin may not connect', retryable: false };
}

function tokenCheck(wanted: string): Check {
  return (request) =>
    isSame(tokenOf(request), wanted)
      ? undefined
      : { error: 'unauthorized', reason: 'token missing or wrong', retryable: false };
}

function tokenOf({ headers, url }: IncomingMessage): string {
  const { authorization = '' } = headers;
  if (authorization.startsWith('Bearer ')) return authorization.slice('Bearer '.length);
  // Pages cannot set headers on a WebSocket.
  return field(splitAddress(url ?? '/').query, 'access_token') ?? '';
}

function isSame(given: string, wanted: string): boolean {
  const one = Buffer.from(given);
  const other = Buffer.from(wanted);
  return one.length === other.length && timingSafeEqual(one, other);
}
