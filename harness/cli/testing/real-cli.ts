/** The real command line as a child process, for tests that use it as a user does. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HistoryEvent } from '../../contracts/history.ts';
import { exitCodes } from '../../contracts/verdict.ts';
import { systemClock } from '../../process/system-clock.ts';
import { lookUntil } from '../../process/time-limit.ts';

export const root = join(import.meta.dirname, '..', '..', '..');

export interface CliEnd {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface RunningCli {
  readonly process: ChildProcess;
  readonly ended: Promise<CliEnd>;
}

export interface CliStart {
  /** Beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** The module started; the project's own command line without it. */
  readonly module?: string;
  /** A descriptor that takes what is printed, instead of `out` of the end. */
  readonly out?: number;
}

export function startCli(args: readonly string[], start: CliStart = {}): RunningCli {
  const child = spawn(process.execPath, [start.module ?? join(root, 'harness/main.ts'), ...args], {
    cwd: root,
    env: { ...process.env, ...start.env },
    stdio: ['ignore', start.out ?? 'pipe', 'pipe'],
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
  const ended = once(child, 'close').then(([code]) => ({
    code: code as number | null,
    out: Buffer.concat(out).toString(),
    err: Buffer.concat(err).toString(),
  }));
  return { process: child, ended };
}

export function cli(args: readonly string[], start?: CliStart): Promise<CliEnd> {
  return startCli(args, start).ended;
}

/**
 * A run that passed or failed. One that ends `unknown` says nothing of the server (on a busy machine a proof can come too
 * late, or the load stand still), so it is made once more, in the same directory.
 */
export async function judgedRun(args: readonly string[], start?: CliStart): Promise<CliEnd> {
  const end = await cli(args, start);
  return end.code === exitCodes.unknown ? cli(args, start) : end;
}

/** Resolves with the first event that `is` accepts in the history of the run in `directory`. */
export async function seen(
  directory: string,
  is: (event: HistoryEvent) => boolean,
  withinMs = 20_000,
): Promise<HistoryEvent> {
  const found = await lookUntil(systemClock, { withinMs, everyMs: 20 }, async () => {
    const text = await readFile(join(directory, 'history.ndjson'), 'utf8').catch(() => '');
    const lines = text.split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as HistoryEvent).find(is);
  });
  if (found === undefined) throw new Error(`nothing of that kind in ${directory} in time`);
  return found;
}
