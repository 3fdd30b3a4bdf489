/** The real graphql-ws server over a small schema: a query, a counting subscription, a failing one. */

import { createServer } from 'node:http';
import { buildSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { soon } from '../../engine/timers.ts';
import { listening, type ProtocolServer } from './protocol-server.ts';

const schema = buildSchema(`
  type Query { hello(name: String!): String! }
  type Subscription { count(to: Int!): Int! }
`);

async function* count({ to }: { to: number }): AsyncGenerator<{ count: number }> {
  for (let i = 1; i <= to; i++) {
    yield { count: i };
    await new Promise<void>(soon);
  }
}

/** `leavesAfterPings`: closes the connection with the last of so many pings. */
export async function startGraphqlServer({
  leavesAfterPings = Infinity,
}: { readonly leavesAfterPings?: number } = {}): Promise<ProtocolServer> {
  let pings = 0;
  const http = createServer();
  const sockets = new WebSocketServer({ server: http });
  useServer(
    {
      schema,
      roots: {
        query: { hello: ({ name }: { name: string }) => `hi ${name}` },
        subscription: { count },
      },
      onPing: ({ extra }) => {
        if (++pings === leavesAfterPings) extra.socket.close(1000, 'pinged enough');
      },
      onConnect: ({ connectionParams }) => connectionParams?.['token'] !== 'wrong',
    },
    sockets,
  );
  return listening(http, () => {
    for (const socket of sockets.clients) socket.terminate();
  });
}
