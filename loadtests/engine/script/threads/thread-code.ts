/** The program of a user's thread as one piece of plain JavaScript, so that a thread starts in little time. */

import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { whileBuilding } from '../compiler.ts';

export async function threadCode(): Promise<string> {
  const { outputFiles } = await whileBuilding(() =>
    build({
      entryPoints: [fileURLToPath(new URL('thread-main.ts', import.meta.url))],
      bundle: true,
      write: false,
      platform: 'node',
      format: 'cjs',
      target: 'node24',
      banner: { js: `const __engineSource = ${JSON.stringify(import.meta.url)};` },
      external: ['*/compile-script.ts', '*/threaded-program.ts'],
      logLevel: 'silent',
    }),
  );
  return outputFiles[0]?.text ?? '';
}
