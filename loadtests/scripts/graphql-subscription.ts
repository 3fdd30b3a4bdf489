/** A GraphQL client: one query, one subscription read to its end. */

import { check } from 'k6';
import type { Options } from 'k6/options';
import { GraphqlSession } from '../protocols/graphql-ws.ts';

export const options: Options = {
  thresholds: { message_round_trip: ['p(95)<1000'], checks: ['rate==1'] },
};

export default function (): void {
  const session = new GraphqlSession(__ENV['WS_URL'] ?? 'ws://127.0.0.1:4000/graphql');
  const count = (): void => {
    const results: string[] = [];
    session.subscribe(
      { query: 'subscription Count($to: Int!) { count(to: $to) }', variables: { to: 3 } },
      {
        next: (result) => results.push(JSON.stringify(result)),
        complete: () => {
          check(results, {
            'all results came': (all) => all.length === 3,
            'in order': (all) => all[2] === '{"data":{"count":3}}',
          });
          session.close();
        },
      },
    );
  };
  session.onconnect = () => {
    session.subscribe(
      { query: 'query Hello { hello(name: "you") }', operationName: 'Hello' },
      {
        next: (result) => {
          check(result, { 'hello is answered': (r) => JSON.stringify(r).includes('hi you') });
        },
        complete: count,
      },
    );
  };
}
