/** What the public port answers to plain HTTP: is it alive, is it ready. */

import type { RequestListener } from 'node:http';
import type { Hub } from '../core/hub.ts';
import { splitAddress } from './query.ts';

export function plainRequests(hub: Hub): RequestListener {
  return ({ url = '/' }, response) => {
    const { path } = splitAddress(url);
    if (path === '/healthz') response.writeHead(200).end('alive\n');
    else if (path === '/readyz') {
      response.writeHead(hub.isDraining ? 503 : 200).end(hub.isDraining ? 'draining\n' : 'ready\n');
    } else {
      response.writeHead(426, { Connection: 'close' }).end('This is a WebSocket server: /chat\n');
    }
  };
}
