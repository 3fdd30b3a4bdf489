/** A certificate of a test's own, signed by itself, for `tap.test` and 127.0.0.1. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from 'mocha';

export interface TestCertificate {
  readonly key: string;
  readonly cert: string;
  /** The certificate's PEM file. */
  readonly file: string;
  /** Holds the file; the test removes it. */
  readonly folder: string;
}

export const certifiedName = 'tap.test';

/** Skips the suite where there is no `openssl` to make it with. */
export function testCertificate(suite: Context): TestCertificate {
  const folder = mkdtempSync(join(tmpdir(), 'ws-chaos-tls-'));
  const [keyFile, file] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const names = ['-subj', `/CN=${certifiedName}`];
  const others = ['-addext', `subjectAltName=DNS:${certifiedName},IP:127.0.0.1`];
  try {
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        ...curve,
        '-keyout',
        keyFile,
        '-out',
        file,
        '-days',
        '2',
        ...names,
        ...others,
      ],
      { stdio: 'ignore' },
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    if (suite.test !== undefined) suite.test.title += ' (skipped: there is no openssl)';
    suite.skip();
  }
  return { key: readFileSync(keyFile, 'utf8'), cert: readFileSync(file, 'utf8'), file, folder };
}
