/** Who is at the door, read from the upgrade request. Strangers who name nobody are a user of their own. */

import type { IncomingMessage } from 'node:http';
import type { Applicant } from '../core/connection.ts';
import { tiers, type Refusal } from '../protocol.ts';

/** Names are short and printable, so that they can stand in logs and headers. */
const name = /^[\w.@:-]{1,128}$/;

let strangers = 0;

/** A refusal where the request asks for something that is not there. */
export function applicantOf(request: IncomingMessage): Applicant | Refusal {
  const url = new URL(request.url ?? '/', 'ws://localhost');
  if (url.pathname !== '/chat') return badRequest('the WebSocket is at /chat');
  const header = request.headers['x-chaos-connection'];
  const connection = typeof header === 'string' ? header : `stranger-${String(++strangers)}`;
  const user = url.searchParams.get('user') ?? connection;
  const session = url.searchParams.get('session') ?? '1';
  const asked = url.searchParams.get('tier') ?? 'returning';
  const tier = tiers.find((known) => known === asked);
  if (tier === undefined) return badRequest(`tier is one of ${tiers.join(', ')}`);
  if (![connection, user, session].every((text) => name.test(text))) {
    return badRequest('user, session and connection are 1 to 128 letters, digits or . _ - @ :');
  }
  return { connection, user, tier, session };
}

function badRequest(reason: string): Refusal {
  return { error: 'bad-request', reason, retryable: false };
}
