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
  const plan = await readPlan(join(directory, 'plan.json'));
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

async function readPlan(file: string): Promise<Plan> {
  const text = await read(file);
  try {
    const plan: unknown = JSON.parse(text);
    if (isPlan(plan)) return plan;
  } catch (cause) {
    throw unreadable(file, { cause });
  }
  throw unreadable(file, { cause: new Error('it holds no plan') });
}

/** As far as one of a run that was killed while it was written, or of another program, is told from a plan. */
function isPlan(value: unknown): value is Plan {
  if (typeof value !== 'object' || value === null) return false;
  const { hash, seed, phases, faults, load, serviceLevel } = value as Partial<Plan>;
  const groups: readonly unknown[] = [load, serviceLevel];
  return (
    typeof hash === 'string' &&
    typeof seed === 'number' &&
    Array.isArray(phases) &&
    Array.isArray(faults) &&
    groups.every((group) => typeof group === 'object' && group !== null)
  );
}

async function readEvents(file: string): Promise<HistoryEvent[]> {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  const events: HistoryEvent[] = [];
  let number = 0;
  let torn: number | undefined;
  try {
    for await (const line of lines) {
      number += 1;
      if (torn !== undefined) throw new SyntaxError('not an event');
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
    const value: unknown = JSON.parse(line);
    return isEvent(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isEvent(value: unknown): value is HistoryEvent {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, atUs } = value as Partial<HistoryEvent>;
  return typeof kind === 'string' && typeof atUs === 'number';
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
