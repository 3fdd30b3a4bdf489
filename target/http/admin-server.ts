/** The admin port: JSON over HTTP on loopback, a bearer token on every request. */

import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Hub } from '../core/hub.ts';
import { prometheusText, prometheusType } from '../observe/prometheus.ts';
import { BadRequest } from './admin-request.ts';
import { routes } from './admin-routes.ts';
import { splitAddress } from './query.ts';

const longestBodyBytes = 4 * 1024 * 1024;

export function adminServer(hub: Hub, token: string): Server {
  return createServer((request, response) => {
    if (request.url === '/metrics' && isAllowed(request, token)) {
      response.writeHead(200, { 'Content-Type': prometheusType }).end(prometheusText(hub.bench));
      return;
    }
    answer({ hub, token, request }).then(
      ({ status, value }) => {
        send(response, status, value);
      },
      (error: unknown) => {
        send(response, 500, { error: error instanceof Error ? error.message : String(error) });
      },
    );
  });
}

interface Call {
  readonly hub: Hub;
  readonly token: string;
  readonly request: IncomingMessage;
}

async function answer({ hub, token, request }: Call): Promise<{ status: number; value: unknown }> {
  if (!isAllowed(request, token)) return failure(401, 'bearer token missing or wrong');
  const { path, query } = splitAddress(request.url ?? '/');
  const route = routes[`${request.method ?? ''} ${path}`];
  if (route === undefined) return failure(404, 'no such route');
  try {
    const body = await readBody(request);
    return { status: 200, value: route(hub, { query: new URLSearchParams(query), body }) };
  } catch (error) {
    if (error instanceof BadRequest) return failure(400, error.message);
    throw error;
  }
}

function failure(status: number, error: string): { status: number; value: unknown } {
  return { status, value: { error } };
}

function isAllowed(request: IncomingMessage, token: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > longestBodyBytes) throw new BadRequest('the body is too long');
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString();
  return text === '' ? {} : objectOf(text);
}

function objectOf(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BadRequest('the body is not JSON');
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new BadRequest('the body is not an object');
}

function send(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(value));
}
