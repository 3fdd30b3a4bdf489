/** `make k6-parity`: compares the embedded engine with a k6 of yours. It has not been run on a real k6 here. */

import { fileURLToPath } from 'node:url';
import { runParity } from './run-parity.ts';

process.exitCode = await runParity({
  env: process.env,
  out: fileURLToPath(new URL('../../results/parity', import.meta.url)),
  write: (text) => process.stdout.write(text),
});
