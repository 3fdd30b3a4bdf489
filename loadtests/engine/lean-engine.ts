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

/**
 * The heap may grow by this much between collections, not to twice its size: users live long, so most of it is
 * theirs, and looking it through costs some milliseconds (9,000 users: 113 instead of 125 MB at the same CPU).
 */
const tightHeap = '--heap-growing-percent=15';

/**
 * V8's last compiler took an eighth of an engine's CPU, in threads of its own, for code that its middle one makes about
 * as good at half of that: most of an engine's time is system calls. It costs some memory, less with less inlined
 * (9,000 users: 4.1 instead of 4.8 CPU-seconds, 112 instead of 104 MB).
 */
const oneCompiler = ['--no-turbofan', '--max-maglev-inlined-bytecode-size-cumulative=200'];

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
      banner: {
        js:
          `const ${ownUrl} = require('node:url').pathToFileURL(__filename).href;` +
          `const __engineSource = ${JSON.stringify(import.meta.url)};`,
      },
      // the driver has compiled the script; what compiles scripts stays behind
      external: ['esbuild', 'acorn', '*/compile-script.ts'],
      logLevel: 'silent',
    }),
  );
  return outfile;
}

/** How a process of the engine is started, in terms of `startChild`. */
export interface LeanProcess {
  readonly nodeOptions: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** For a process that holds thousands of users; what the user's environment says about it goes first. */
export function leanProcess(given: Readonly<Record<string, string | undefined>>): LeanProcess {
  const { NODE_OPTIONS: options, MALLOC_ARENA_MAX: arenas = '1' } = given;
  return {
    nodeOptions: [tightHeap, ...oneCompiler],
    env: {
      NODE_OPTIONS: options === undefined ? nursery : `${nursery} ${options}`,
      // one thread allocates nearly everything; what others free would stay in arenas of their own
      MALLOC_ARENA_MAX: arenas,
    },
  };
}
