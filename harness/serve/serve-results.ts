/** `ws-chaos serve`: browse results in a web browser. Reads only, on loopback only. */

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { ChaosError } from '../contracts/errors.ts';
import { renderIndex } from './index-page.ts';
import { inside } from './inside.ts';
import { listRuns } from './list-runs.ts';
import { tarOf } from './tar.ts';

export interface ServedResults {
  readonly url: string;
  /** Ends open downloads too. */
  close(): Promise<void>;
}

/** `port` 0 takes a free one. Rejects with CHAOS_ERR_USAGE where the port is taken or `directory` is none. */
export async function serveResults(options: {
  readonly directory: string;
  readonly port: number;
}): Promise<ServedResults> {
  await mustBeDirectory(options.directory);
  const server = createServer((request, response) => {
    answer(options.directory, request, response).catch(() => {
      response.destroy();
    });
  });
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function mustBeDirectory(directory: string): Promise<void> {
  const found = await stat(directory).catch(() => undefined);
  if (found?.isDirectory() === true) return;
  throw new ChaosError('CHAOS_ERR_USAGE', `there is no directory ${directory} to browse`, {
    help: 'Name the directory that holds the runs; `ws-chaos run` makes `results/` where it is started.',
  });
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new ChaosError('CHAOS_ERR_USAGE', `port ${port} on 127.0.0.1 cannot be opened`, {
      cause,
      help: 'Choose another with --port, or leave it out.',
    });
  }
}

/** A page of another site must not read results by a name that resolves to this machine. */
const ownHost = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

async function answer(
  root: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('cache-control', 'no-store');
  const { method = '', url = '/' } = request;
  if (!ownHost.test(request.headers.host ?? '')) refuse(response, 403);
  else if (method !== 'GET' && method !== 'HEAD') refuse(response, 405);
  else await route(root, url.split('?', 1)[0] ?? '/', response);
}

async function route(root: string, path: string, response: ServerResponse): Promise<void> {
  if (path === '/') {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(renderIndex(await listRuns(root), 'served'));
    return;
  }
  if (path === '/favicon.ico') {
    response.statusCode = 204; // browsers ask for it by themselves; none is no error
    response.end();
    return;
  }
  const [, kind, name] = /^\/(runs|archive)\/(.+)$/.exec(path) ?? [];
  if (kind === 'runs') await sendFile(await inside(root, name ?? ''), response);
  else if (kind === 'archive' && name?.endsWith('.tar.gz') === true) {
    await sendArchive(await inside(root, name.slice(0, -'.tar.gz'.length)), response);
  } else refuse(response, 404);
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.ndjson': 'text/plain; charset=utf-8',
  '.xml': 'application/xml; charset=utf-8',
  '.md': 'text/plain; charset=utf-8',
  '.yaml': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
};

async function sendFile(file: string | undefined, response: ServerResponse): Promise<void> {
  if (file === undefined || !(await stat(file)).isFile()) {
    refuse(response, 404);
    return;
  }
  response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream');
  await pipeline(createReadStream(file), response);
}

async function sendArchive(directory: string | undefined, response: ServerResponse): Promise<void> {
  if (directory === undefined || !(await stat(directory)).isDirectory()) {
    refuse(response, 404);
    return;
  }
  response.setHeader('content-type', 'application/gzip');
  response.setHeader('content-disposition', 'attachment');
  await pipeline(tarOf(directory), createGzip(), response);
}

function refuse(response: ServerResponse, status: 403 | 404 | 405): void {
  response.statusCode = status;
  response.setHeader('content-type', 'text/plain; charset=utf-8');
  response.end(`${status}\n`);
}
