/** The fault points of a process on a loopback port, where the harness finds them. */

import type { AddressInfo } from 'node:net';
import { controlServer, newToken } from './control-server.ts';
import type { ChaosHooks, ListeningHooks, ListenOptions } from './chaos-hooks.ts';

export async function listen(
  hooks: ChaosHooks,
  { port: wanted = 0, token = newToken() }: ListenOptions = {},
): Promise<ListeningHooks> {
  const server = controlServer(hooks, token);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(wanted, '127.0.0.1', resolve);
  });
  server.unref(); // a server that ends is not kept by its fault points
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    token,
    control: `http://${token}@127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

/** Set by the harness for the servers it starts; a person may set it to the address in `target.hooks`. */
const variable = 'WS_CHAOS_HOOKS';

/**
 * Without the variable nothing listens. `ready-line`: a free port, told as one JSON line on stdout,
 * `{ "wsChaosHooks": "http://<token>@127.0.0.1:<port>" }`. An address of that form: there.
 */
export function listenAsTold(hooks: ChaosHooks): void {
  const told = process.env[variable];
  if (told === undefined || told === '') return;
  const isLine = told === 'ready-line';
  listen(hooks, isLine ? {} : optionsIn(told)).then(
    ({ control }) => {
      if (isLine) process.stdout.write(`${JSON.stringify({ wsChaosHooks: control })}\n`);
    },
    (error: unknown) => {
      process.emitWarning(`${variable}=${told}: ${String(error)}`);
    },
  );
}

function optionsIn(address: string): ListenOptions {
  const url = URL.parse(address);
  if (url === null || url.username === '' || url.port === '') {
    throw new TypeError(`${variable} is \`ready-line\` or http://<token>@127.0.0.1:<port>`);
  }
  return { port: Number(url.port), token: decodeURIComponent(url.username) };
}
