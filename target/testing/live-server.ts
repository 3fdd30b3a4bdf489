/** The real server on real sockets inside the test's own process, with the timings of a test. */

import { parseFlags } from '../settings/parse-flags.ts';
import { startServer, type TargetServer } from '../start-server.ts';

export interface LiveServer extends TargetServer, AsyncDisposable {
  admin(path: string, body?: object): Promise<unknown>;
}

/** `flags` without their dashes: `{ heartbeat: '300ms' }`. */
export async function liveServer(flags: Readonly<Record<string, string>>): Promise<LiveServer> {
  const timings = { port: '0', heartbeat: '300ms', probe: '250ms', misses: '2', grace: '300ms' };
  const args = Object.entries({ ...timings, ...flags }).flatMap(([key, value]) => [
    `--${key}`,
    value,
  ]);
  const server = await startServer(parseFlags(args));
  return {
    ...server,
    admin: async (path, body) => {
      const response = await fetch(server.adminUrl + path, {
        headers: { authorization: `Bearer ${server.token}` },
        ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      });
      return response.json();
    },
    [Symbol.asyncDispose]: () => server.drain(),
  };
}
