/** The public port's HTTP server, with TLS where a certificate is given. */

import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Settings } from '../settings/settings.ts';
import { UsageError } from '../settings/usage-error.ts';

/** Throws UsageError when one of the two files is missing or unreadable. */
export function httpServer({ tlsCert, tlsKey }: Settings, onRequest: RequestListener): Server {
  if (tlsCert === undefined && tlsKey === undefined) return createServer(onRequest);
  if (tlsCert === undefined || tlsKey === undefined) {
    throw new UsageError('--tls-cert and --tls-key go together');
  }
  return createTlsServer({ cert: read(tlsCert), key: read(tlsKey) }, onRequest);
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new UsageError(`cannot read ${file}`, { cause });
  }
}
