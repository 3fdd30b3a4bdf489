/** What a process of the tap is told when it starts: one JSON argument. */

import { readFileSync } from 'node:fs';
import type { Share } from './ledger.ts';
import type { TargetAddress } from './target-leg.ts';

export interface TapProcessOptions {
  readonly host: string;
  readonly port: number;
  /** Present where the target speaks TLS. */
  readonly tls?: TlsOptions;
  readonly share: Share;
  /** The port to share with the processes started before; absent for the first, which takes a free one. */
  readonly listenPort?: number;
}

export interface TlsOptions {
  /** Whom the certificate must name; default: the host of the URL. */
  readonly servername?: string;
  /** A PEM file of certificates to trust, in place of those of the machine. */
  readonly caFile?: string;
}

/** Throws the error of the file system when the certificates cannot be read. */
export function targetOf({ host, port, tls }: TapProcessOptions): TargetAddress {
  if (tls === undefined) return { host, port };
  const { caFile, servername } = tls;
  return {
    host,
    port,
    tls: {
      ...(servername === undefined ? {} : { servername }),
      ...(caFile === undefined ? {} : { ca: readFileSync(caFile, 'utf8') }),
    },
  };
}
