/** A TCP port of this machine that nobody listens on, for programs that must be told one. */

import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** Free when it was looked at: somebody else may take it before it is used. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  const closed = once(probe, 'close');
  probe.close();
  await closed;
  return port;
}
