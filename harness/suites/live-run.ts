/** Where live suites put their runs: kept for the report when one fails, under `results/` like any other. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeIndex } from '../serve/index-page.ts';
import { runScenarioCli, type CliRun, type ScenarioRequest } from './run-cli.ts';

const results = fileURLToPath(new URL('../../results/suites', import.meta.url));

/**
 * One run by its label; `results/suites/<label>-<process>/`. A run that ends `unknown` says nothing of the server
 * (on a busy machine a proof can come too late), so it is made once more, in a directory of its own; one that
 * passed or failed never is.
 */
export async function liveRun(
  label: string,
  request: Omit<ScenarioRequest, 'directory'>,
): Promise<CliRun> {
  const directory = join(results, `${label}-${process.pid}`);
  await mkdir(results, { recursive: true });
  const run = await runScenarioCli({ ...request, directory });
  if (run.verdict.outcome !== 'unknown') return run;
  process.stdout.write(`  ${label} proved nothing and is run again; see ${directory}\n`);
  return runScenarioCli({ ...request, directory: `${directory}-again` });
}

/** Writes the page that lists the live runs, one link a report; returns its path. */
export function indexLiveRuns(): Promise<string> {
  return writeIndex(results);
}
