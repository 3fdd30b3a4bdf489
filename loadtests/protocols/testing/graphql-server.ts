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

export async function startGraphqlServer(): Promise<ProtocolServer> {
  const http = createServer();
  const sockets = new WebSocketServer({ server: http });
  useServer(
    {
      schema,
      roots: {
        query: { hello: ({ name }: { name: string }) => `hi ${name}` },
        subscription: { count },
      },
      onConnect: ({ connectionParams }) => connectionParams?.['token'] !== 'wrong',
    },
    sockets,
  );
  return listening(http, () => {
    for (const socket of sockets.clients) socket.terminate();
  });
}
