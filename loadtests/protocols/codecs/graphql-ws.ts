/** Messages of the `graphql-transport-ws` subprotocol. */

export const graphqlSubprotocol = 'graphql-transport-ws';

export interface GraphqlOperation {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

export type GraphqlMessage =
  | { readonly type: 'connection_init' | 'connection_ack'; readonly payload?: unknown }
  | { readonly type: 'ping' | 'pong'; readonly payload?: unknown }
  | { readonly type: 'subscribe'; readonly id: string; readonly payload: GraphqlOperation }
  | { readonly type: 'next' | 'error'; readonly id: string; readonly payload: unknown }
  | { readonly type: 'complete'; readonly id: string };

const withId: readonly string[] = ['subscribe', 'next', 'error', 'complete'];
const withoutId: readonly string[] = ['connection_init', 'connection_ack', 'ping', 'pong'];

export function encodeGraphql(message: GraphqlMessage): string {
  return JSON.stringify(message);
}

/** Throws an Error for what the protocol does not know. */
export function decodeGraphql(text: string): GraphqlMessage {
  const message = JSON.parse(text) as { readonly type?: string; readonly id?: unknown };
  const { type = '', id } = message;
  const isKnown = withoutId.includes(type) || (withId.includes(type) && typeof id === 'string');
  if (!isKnown) throw new Error(`not a ${graphqlSubprotocol} message: ${text.slice(0, 40)}`);
  return message as GraphqlMessage;
}
