/** `httpDebug`: requests and responses as they are on the wire, for the log. */

import type { Exchanged } from './exchange.ts';
import type { RequestFacts } from './response.ts';

/** `full` has the bodies. */
export function debugText(request: RequestFacts, answer: Exchanged, isFull: boolean): string {
  const { pathname, search, host } = new URL(request.url);
  const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`);
  const sent = [`${request.method} ${pathname}${search} HTTP/1.1`, `Host: ${host}`, ...headers];
  const got = [`HTTP/1.1 ${answer.status} ${answer.statusText}`];
  for (let i = 0; i < answer.rawHeaders.length; i += 2)
    got.push(`${answer.rawHeaders[i] ?? ''}: ${answer.rawHeaders[i + 1] ?? ''}`);
  const bodies = isFull ? [request.body, answer.body.toString()] : ['', ''];
  const part = (title: string, lines: readonly string[], body = ''): string =>
    `${title}:\n${lines.join('\n')}\n${body === '' ? '' : `\n${body}\n`}`;
  return `${part('Request', sent, bodies[0])}\n${part('Response', got, bodies[1])}`;
}
