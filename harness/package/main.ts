/** `make package`: the package in `dist/`, ready for `npm publish dist` or `npm pack dist`. */

import { fileURLToPath } from 'node:url';
import { buildPackage } from './build-package.ts';

const out = fileURLToPath(new URL('../../dist', import.meta.url));
await buildPackage(out);
process.stdout.write(`package: ${out}\n`);
