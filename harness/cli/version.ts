/** Which ws-chaos this is, by the manifest of the checkout or of the package. */

import { readFileSync } from 'node:fs';

interface Manifest {
  readonly version: string;
}

/** Such as `0.1.0`. */
export function ownVersion(): string {
  const manifest = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(manifest, 'utf8')) as Manifest).version;
}
