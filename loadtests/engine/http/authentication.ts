/** `auth` of a request: how the user name and password in its URL are sent. */

import { randomUUID } from 'node:crypto';
import { digestChallenge, digestHeader } from './digest-auth.ts';
import type { Exchanged } from './exchange.ts';

type Attempt = (url: URL, headers?: Readonly<Record<string, string>>) => Promise<Exchanged>;

/** Basic goes with the first request; Digest answers the challenge of a 401. Rejects for kinds that are not there. */
export async function authenticated(
  { method, url, kind }: { readonly method: string; readonly url: URL; readonly kind: unknown },
  attempt: Attempt,
): Promise<Exchanged> {
  if (kind === undefined || kind === null || kind === '' || kind === 'basic') return attempt(url);
  if (kind !== 'digest')
    throw new Error(`authentication by ${JSON.stringify(kind)} is not supported`);
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  const first = await attempt(bare);
  const challenge = digestChallenge(first.headers['www-authenticate'] ?? '');
  if (first.status !== 401 || challenge === undefined) return first;
  const Authorization = digestHeader(challenge, {
    ...{ method, uri: `${url.pathname}${url.search}`, cnonce: randomUUID() },
    username: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  });
  return attempt(bare, { Authorization });
}
