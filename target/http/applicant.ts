/** Who is at the door, read from the upgrade request. Strangers who name nobody are a user of their own. */

import type { IncomingMessage } from 'node:http';
import type { Applicant } from '../core/connection.ts';
import { tiers, type Refusal } from '../protocol.ts';

/** Names are short and printable, so that they can stand in logs and headers. */
const name = /^[\w.@:-]{1,128}$/;

let strangers = 0;

/** A refusal where the request asks for something that is not there. */
export function applicantOf(request: IncomingMessage): Applicant | Refusal {
  const url = URL.parse(request.url ?? '/', 'ws://localhost');
  if (url?.pathname !== '/chat') return badRequest('the WebSocket is at /chat');
  const query = url.searchParams;
  const connection = idOf(request);
  const user = query.get('user') ?? connection;
  const session = query.get('session') ?? '1';
  const tier = tiers.find((known) => known === (query.get('tier') ?? 'returning'));
  if (tier === undefined) return badRequest(`tier is one of ${tiers.join(', ')}`);
  const resume = resumeOf(query);
  if (![connection, user, session, resume.connection].every((text) => name.test(text))) {
    return badRequest('names are 1 to 128 letters, digits or . _ - @ :');
  }
  if (!Number.isSafeInteger(resume.seq)) return badRequest('after is a sequence number');
  return { connection, user, tier, session, ...(query.has('resume') ? { resume } : {}) };
}

function idOf({ headers }: IncomingMessage): string {
  const header = headers['x-chaos-connection'];
  return typeof header === 'string' ? header : `stranger-${String(++strangers)}`;
}

function resumeOf(query: URLSearchParams): NonNullable<Applicant['resume']> {
  const after = query.get('after') ?? '0';
  return {
    connection: query.get('resume') ?? 'none',
    seq: /^\d+$/.test(after) ? Number(after) : NaN,
  };
}

function badRequest(reason: string): Refusal {
  return { error: 'bad-request', reason, retryable: false };
}
