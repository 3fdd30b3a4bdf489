/** From a finished history to a verdict on disk and in front of the reader. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunHistory } from '../contracts/checker.ts';
import { ChaosError, messageOf } from '../contracts/errors.ts';
import type { Reporter, ScenarioLines } from '../contracts/reporter.ts';
import { exitCodes, type Verdict } from '../contracts/verdict.ts';

/** What a reader needs to run it again, beside the verdict. */
export interface Judged {
  readonly verdict: Verdict;
  readonly history: RunHistory;
  readonly directory: string;
  readonly reproduce: string;
  readonly scenarioSource: string;
  readonly scenarioLines?: ScenarioLines;
}

/**
 * Writes `verdict.json` first: it is what other programs wait for, and no reporter can lose it. Where it cannot be written
 * the reporters still speak, then it rejects with CHAOS_ERR_RESULTS_NOT_WRITABLE.
 */
export async function saveAndReport(judged: Judged, reporter: Reporter): Promise<void> {
  const { verdict, directory } = judged;
  const file = join(directory, 'verdict.json');
  let problem: ChaosError | undefined;
  await writeFile(file, `${JSON.stringify(verdict, null, 2)}\n`).catch((cause: unknown) => {
    problem = new ChaosError(
      'CHAOS_ERR_RESULTS_NOT_WRITABLE',
      `${file} cannot be written: ${messageOf(cause)}`,
      { cause, help: 'Make room there, or pass another directory with --out.' },
    );
  });
  await reporter.onVerdict?.(judged);
  if (problem !== undefined) throw problem;
}

/** Design §4: what could not be undone comes before everything, then an interruption, then the outcome. */
export function exitCodeOfVerdict({ outcome, ended, clean }: Verdict): number {
  if (clean === false) return exitCodes.notUndone;
  if (ended === 'interrupted') return exitCodes.interrupted;
  return ended === 'guard' ? exitCodes.guard : exitCodes[outcome];
}

/** `text` as one word of a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
