/** The engine as one file of plain JavaScript: its process holds neither a compiler nor a type stripper. */

import { build } from 'esbuild';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { whileBuilding } from './script/compiler.ts';

/**
 * Young objects of an engine die within one message: a small nursery costs no time and, with thousands of
 * users, saves a third of the memory (9,000 users: 184 instead of 271 MB at the same CPU).
 */
const nursery = '--max-semi-space-size=2';

/** What `import.meta.url` becomes: CommonJS has none. */
const ownUrl = '__engineUrl';

/** Writes an entry of the engine as `load-engine.cjs` into the directory; returns its path. */
export async function bundleEngine(directory: string, entry = 'main.ts'): Promise<string> {
  const outfile = join(directory, 'load-engine.cjs');
  await whileBuilding(() =>
    build({
      entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
      bundle: true,
      outfile,
      platform: 'node',
      // an `import` of one of Node's modules runs all its lazy getters: `node:http` alone would cost 10 MB
      format: 'cjs',
      target: 'node24',
      minifyWhitespace: true,
      define: { 'import.meta.url': ownUrl },
      banner: { js: `const ${ownUrl} = require('node:url').pathToFileURL(__filename).href;` },
      // the driver has compiled the script; what compiles scripts, and what runs them in threads, stays behind
      external: ['esbuild', 'acorn', '*/compile-script.ts', '*/threaded-program.ts'],
      logLevel: 'silent',
    }),
  );
  return outfile;
}

/** `NODE_OPTIONS` of the engine's process: a small nursery, unless the user gives another. */
export function leanNodeOptions(given: string | undefined): string {
  return given === undefined ? nursery : `${nursery} ${given}`;
}
