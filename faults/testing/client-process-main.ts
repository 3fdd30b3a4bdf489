/** Clients in a process of their own, for faults that stop or kill it; tells what becomes of them as events. */

import { serveParent } from '../../harness/process/serve-parent.ts';
import { systemClock } from '../../harness/process/system-clock.ts';
import { TestClients } from './test-clients.ts';

const clients = new TestClients();
const link = serveParent({
  connect: async ({ url, ids }: { url: string; ids: readonly string[] }) => {
    await clients.connect(url, ids);
    for (const id of ids) watch(id);
  },
});

function watch(connection: string): void {
  const socket = clients.socket(connection);
  const tell = (count: number): void => {
    const atUs = systemClock.nowUs();
    link.emit({ kind: 'client.received', connection, count, lastSeq: count, repeated: 0, atUs });
  };
  link.emit({ kind: 'client.open', connection, tookMs: 0, atUs: systemClock.nowUs() });
  socket.on('message', () => {
    tell(clients.received(connection));
  });
  socket.on('close', (code) => {
    const atUs = systemClock.nowUs();
    link.emit({ kind: 'client.closed', connection, code, by: 'server', atUs });
  });
}

link.ready({});
