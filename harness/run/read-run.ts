/** Reads a stored run back, also one that was killed half-way: a torn last line is left out. */

import { createReadStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { RunHistory } from '../contracts/checker.ts';
import { ChaosError, messageOf } from '../contracts/errors.ts';
import type { HistoryEvent } from '../contracts/history.ts';
import type { Plan } from '../contracts/plan.ts';

export interface StoredRun {
  readonly history: RunHistory;
  readonly scenarioSource: string;
}

/** Rejects with CHAOS_ERR_RUN_UNREADABLE, naming file and line. */
export async function readRun(directory: string): Promise<StoredRun> {
  const plan = JSON.parse(await read(join(directory, 'plan.json'))) as Plan;
  const scenarioSource = await read(join(directory, 'scenario.yaml'));
  const events = await readEvents(join(directory, 'history.ndjson'));
  return { history: { plan, events: inOrder(events) }, scenarioSource };
}

/**
 * Where relative paths of the stored plan lead from: the scenario's directory. Where that is not there, as in a run that
 * was brought from another machine, it is taken to be run from its own checkout: the current directory.
 */
export function baseDirectoryOf({ history }: StoredRun): string {
  const start = history.events.find((event) => event.kind === 'run.start');
  const stored = start?.baseDirectory;
  return stored !== undefined && existsSync(stored) ? stored : process.cwd();
}

/** By time; events of the same microsecond stay in the order of their arrival. */
export function inOrder(events: readonly HistoryEvent[]): readonly HistoryEvent[] {
  return [...events].sort((a, b) => a.atUs - b.atUs);
}

async function readEvents(file: string): Promise<HistoryEvent[]> {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  const events: HistoryEvent[] = [];
  let number = 0;
  let torn: number | undefined;
  try {
    for await (const line of lines) {
      number += 1;
      if (torn !== undefined) throw new SyntaxError('not a JSON object');
      const event = parse(line);
      if (event === undefined) torn = number;
      else events.push(event);
    }
  } catch (cause) {
    const position = { file, ...(torn === undefined ? {} : { line: torn }) };
    throw unreadable(file, { cause, position });
  }
  return events;
}

function parse(line: string): HistoryEvent | undefined {
  try {
    return JSON.parse(line) as HistoryEvent;
  } catch {
    return undefined;
  }
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw unreadable(file, { cause });
  }
}

function unreadable(
  file: string,
  options: { cause: unknown; position?: { file: string; line?: number } },
): ChaosError {
  const why = messageOf(options.cause);
  return new ChaosError('CHAOS_ERR_RUN_UNREADABLE', `${file} cannot be read: ${why}`, {
    ...options,
    help: 'Name a run directory that holds plan.json, scenario.yaml and history.ndjson.',
  });
}
