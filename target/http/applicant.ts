/** Who is at the door, read from the upgrade request. Strangers who name nobody are a user of their own. */

import type { IncomingMessage } from 'node:http';
import type { Applicant } from '../core/connection.ts';
import { defaultSession } from '../core/registry.ts';
import { tiers, type Refusal, type Tier } from '../protocol.ts';
import { field, splitAddress } from './query.ts';

/** Names are short and printable, so that they can stand in logs and headers. */
const name = /^[\w.@:-]{1,128}$/;

let strangers = 0;

/** A refusal where the request asks for something that is not there. */
export function applicantOf(request: IncomingMessage): Applicant | Refusal {
  const { path, query } = splitAddress(request.url ?? '/');
  if (path !== '/chat') return badRequest('the WebSocket is at /chat');
  const connection = idOf(request);
  const user = field(query, 'user') ?? connection;
  const session = field(query, 'session') ?? defaultSession;
  const tier = tierOf(query);
  if (tier === undefined) return badRequest(`tier is one of ${tiers.join(', ')}`);
  if (!name.test(connection) || !name.test(user) || !name.test(session)) return badName();
  const applicant = { connection, user, tier, session };
  const resume = field(query, 'resume');
  return resume === undefined ? applicant : returning(applicant, resume, field(query, 'after'));
}

function tierOf(query: string): Tier | undefined {
  const asked = field(query, 'tier') ?? 'returning';
  return tiers.find((known) => known === asked);
}

function returning(applicant: Applicant, connection: string, after = '0'): Applicant | Refusal {
  if (!name.test(connection)) return badName();
  if (!/^\d{1,15}$/.test(after)) return badRequest('after is a sequence number');
  return { ...applicant, resume: { connection, seq: Number(after) } };
}

function idOf({ headers }: IncomingMessage): string {
  const header = headers['x-chaos-connection'];
  return typeof header === 'string' ? header : `stranger-${String(++strangers)}`;
}

function badName(): Refusal {
  return badRequest('names are 1 to 128 letters, digits or . _ - @ :');
}

function badRequest(reason: string): Refusal {
  return { error: 'bad-request', reason, retryable: false };
}
