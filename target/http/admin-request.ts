/** What an admin route gets, and how it reads its body. */

import type { Connection } from '../core/connection.ts';
import type { Hub } from '../core/hub.ts';

/** A request the caller got wrong; answered 400. */
export class BadRequest extends Error {}

export type AdminBody = Readonly<Record<string, unknown>>;

export interface AdminRequest {
  readonly query: URLSearchParams;
  readonly body: AdminBody;
}

export type Route = (hub: Hub, request: AdminRequest) => unknown;

/** The live connections of `body.connections`; names that are not there are left out. */
export function named(hub: Hub, { connections }: AdminBody): readonly Connection[] {
  if (!Array.isArray(connections) || !connections.every((id) => typeof id === 'string')) {
    throw new BadRequest('connections must be a list of connection ids');
  }
  return connections
    .map((id: string) => hub.bench.registry.find(id))
    .filter((connection) => connection !== undefined);
}

/** A number of the body; `otherwise` where it is left out. */
export function numberIn(body: AdminBody, name: string, otherwise: number): number {
  const value = body[name] ?? otherwise;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new BadRequest(`${name} must be a number`);
}
