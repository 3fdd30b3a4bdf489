/** Both engines on the same scripts against a server of ours: a table, the recordings as files, an exit code. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ChaosError } from '../../harness/contracts/errors.ts';
import { exitCodes } from '../../harness/contracts/verdict.ts';
import { findK6 } from '../drivers/k6/find-k6.ts';
import { startEchoServer } from '../engine/testing/echo-server.ts';
import { comparisonTable, compareRecordings, type ComparedRow } from './compare-recordings.ts';
import { parityScripts, scriptName } from './parity-scripts.ts';
import { embeddedEngine, runEngine } from './run-engine.ts';

export interface ParityOrder {
  /** Where `K6` and `PATH` are looked up. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the recordings go; made when missing. */
  readonly out: string;
  readonly scripts?: readonly string[];
  readonly write: (text: string) => void;
}

/** Resolves to the exit code: 0 the engines agree, 1 they differ, 2 there is no k6 to compare with. */
export async function runParity(order: ParityOrder): Promise<number> {
  const { env, out, write, scripts = parityScripts } = order;
  try {
    const { path } = findK6(env);
    await mkdir(out, { recursive: true });
    const rows: ComparedRow[] = [];
    for (const script of scripts) rows.push(...(await compare(script, path, out)));
    const different = rows.filter(({ isSame }) => !isSame).length;
    write(`${comparisonTable(rows)}\n\n${rows.length} figures compared, ${different} differ\n`);
    return different === 0 ? exitCodes.pass : exitCodes.fail;
  } catch (error) {
    if (!(error instanceof ChaosError)) throw error;
    write(`nothing was compared: ${error.message} [${error.code}]\n  → ${error.help ?? ''}\n`);
    return exitCodes.unknown;
  }
}

async function compare(script: string, k6: string, out: string): Promise<readonly ComparedRow[]> {
  const name = scriptName(script);
  await using server = await startEchoServer();
  const env = { WS_URL: server.url, HTTP_URL: server.httpUrl };
  const ours = await runEngine(embeddedEngine, script, env);
  const theirs = await runEngine([k6], script, env);
  const recorded = JSON.stringify({ embedded: ours, k6: theirs }, null, 2);
  await writeFile(join(out, `${name}.json`), `${recorded}\n`);
  return compareRecordings(name, ours, theirs);
}
