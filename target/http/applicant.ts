/** Who is at the door, read from the upgrade request. Strangers who name nobody are a user of their own. */

import type { IncomingMessage } from 'node:http';
import type { Applicant } from '../core/connection.ts';
import { tiers, type Refusal } from '../protocol.ts';
import { readAddress } from './query.ts';

/** Names are short and printable, so that they can stand in logs and headers. */
const name = /^[\w.@:-]{1,128}$/;

let strangers = 0;

/** A refusal where the request asks for something that is not there. */
export function applicantOf(request: IncomingMessage): Applicant | Refusal {
  const address = readAddress(request.url ?? '/');
  if (address?.path !== '/chat') return badRequest('the WebSocket is at /chat');
  const { fields } = address;
  const connection = idOf(request);
  const user = fields.get('user') ?? connection;
  const session = fields.get('session') ?? '1';
  const tier = tiers.find((known) => known === (fields.get('tier') ?? 'returning'));
  if (tier === undefined) return badRequest(`tier is one of ${tiers.join(', ')}`);
  if (!name.test(connection) || !name.test(user) || !name.test(session)) return badName();
  const applicant = { connection, user, tier, session };
  return fields.has('resume') ? returning(applicant, fields) : applicant;
}

function returning(applicant: Applicant, fields: ReadonlyMap<string, string>): Applicant | Refusal {
  const connection = fields.get('resume') ?? '';
  const after = fields.get('after') ?? '0';
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
