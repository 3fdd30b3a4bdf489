/** The proxy everybody writes first: two sockets and two pipes. `node naive-pipe.ts <port>`. */

import { connect, createServer, type AddressInfo } from 'node:net';
import { serveParent } from '../../harness/process/serve-parent.ts';

const parent = serveParent({});
const port = Number(process.argv[2]);
const server = createServer({ noDelay: true }, (client) => {
  const target = connect({ port, host: '127.0.0.1', noDelay: true });
  client.on('error', () => target.destroy());
  target.on('error', () => client.destroy());
  client.pipe(target);
  target.pipe(client);
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
  parent.ready({ port: (server.address() as AddressInfo).port });
});
