/**
 * The benchmarks of the reference server, one after the other, whatever comes of each: beside a bare `ws` server, its
 * sweep, the wait of a priority connect. Exits 1 when one of them missed a bound. `node bench/target.ts [part]...`
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const parts = ['target-vs-ws', 'target-sweep', 'target-admission'];

/** Exit code; null where a signal ended it. */
async function run(part: string): Promise<number | null> {
  process.stdout.write(`== ${part}\n`);
  const file = fileURLToPath(new URL(`${part}.ts`, import.meta.url));
  const child = spawn(process.execPath, [file], { stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

const asked = process.argv.slice(2);
const verdicts: string[] = [];
for (const part of asked.length === 0 ? parts : asked) {
  const code = await run(part);
  if (code !== 0) process.exitCode = 1;
  verdicts.push(`${part}: ${code === 0 ? 'within its bounds' : `missed (exit ${String(code)})`}`);
}
process.stdout.write(`\n${verdicts.join('\n')}\n`);
