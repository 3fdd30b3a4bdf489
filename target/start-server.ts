/** Both ports and the hub as one running server, with one way to end it. */

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { realClock } from './clock.ts';
import { Hub } from './core/hub.ts';
import { seamsWith } from './defects/index.ts';
import { adminServer } from './http/admin-server.ts';
import { publicUrl } from './http/public-url.ts';
import { webSocketServer } from './http/web-socket-server.ts';
import { journal } from './observe/journal.ts';
import { policies } from './policies/index.ts';
import { UsageError } from './settings/usage-error.ts';
import type { Settings } from './settings/settings.ts';

export interface TargetServer {
  readonly hub: Hub;
  readonly url: string;
  readonly adminUrl: string;
  readonly token: string;
  /** Close 1001 to everybody; resolves when all sockets are gone, by force after the grace. */
  drain(): Promise<void>;
}

/** Resolves when both ports accept connections. Throws UsageError for names that are not there. */
export async function startServer(settings: Settings): Promise<TargetServer> {
  const policy = policies.get(settings.policy);
  if (policy === undefined) {
    throw new UsageError(
      `no policy ${settings.policy}; there are ${[...policies.keys()].join(', ')}`,
    );
  }
  const hub = new Hub({
    settings,
    clock: realClock,
    policy,
    seams: seamsWith(settings.defect),
    journal: journal({
      level: settings.log,
      clock: realClock,
      write: (line) => process.stderr.write(line),
    }),
  });
  const token = settings.token ?? randomBytes(16).toString('hex');
  const server = webSocketServer(hub);
  const admin = adminServer(hub, token);
  try {
    const port = await listen(server, settings.port, settings.host);
    const adminPort = await listen(admin, settings.adminPort, '127.0.0.1');
    return {
      hub,
      url: publicUrl(settings, port),
      adminUrl: `http://127.0.0.1:${String(adminPort)}`,
      token,
      drain: () => drain(hub, server, admin),
    };
  } catch (error) {
    hub.stop();
    server.close();
    throw error;
  }
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  server.listen({ port, host, backlog: 4096 });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function drain(hub: Hub, server: Server, admin: Server): Promise<void> {
  const { clock, settings, registry } = hub.bench;
  const closed = once(server, 'close');
  server.close();
  hub.drain(settings.drainCode, 'the server is shutting down');
  const cancel = clock.after(settings.graceMs, () => {
    for (const connection of registry.connections()) {
      connection.wire.terminate();
      hub.closed(connection, 'server');
    }
    server.closeAllConnections();
  });
  await closed;
  cancel();
  hub.stop();
  admin.closeAllConnections();
  admin.close();
}
