/** A server process in a group of its own, with the last it said on stderr; stopping ends the whole group. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { Clock } from '../contracts/clock.ts';
import { ChaosError } from '../contracts/errors.ts';
import type { RunningPart } from '../contracts/parts.ts';
import { signalGroup } from '../process/process-group.ts';
import { describeExit } from '../process/start-child.ts';
import type { Exit } from '../process/stop-process.ts';
import { withTimeLimit } from '../process/time-limit.ts';

export interface ServerProcess extends RunningPart {
  readonly child: ChildProcess;
  readonly exited: Promise<Exit>;
  /** The end of what it wrote to stderr so far, at most 20 lines. */
  wordsSoFar(): string;
  readonly lastWords: () => Promise<string>;
}

const linesKept = 20;

/** Rejects with CHAOS_ERR_TARGET_START when the program cannot be run at all. */
export async function spawnServer(
  clock: Clock,
  command: readonly string[],
  { directory, env = {} }: { readonly directory: string; readonly env?: NodeJS.ProcessEnv },
): Promise<ServerProcess> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    cwd: directory,
    env: { ...process.env, ...env },
    detached: true, // a group of its own: Ctrl-C reaches the harness alone, and stopping reaches all of it
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    await once(child, 'spawn');
  } catch (cause) {
    const isThere = existsSync(directory);
    const what = isThere
      ? `The target cannot be run: ${program}`
      : `The target cannot be run in ${directory}: there is no such directory.`;
    throw new ChaosError('CHAOS_ERR_TARGET_START', what, {
      cause,
      help: `Check target.${isThere ? 'command' : 'directory'} in the scenario.`,
    });
  }
  const lines = tailOf(child);
  const exited = exitOf(child);
  return {
    child,
    pid: child.pid ?? 0,
    exited,
    wordsSoFar: () => lines.join('\n'),
    lastWords: async () => {
      await drain(clock, child);
      return lines.join('\n');
    },
    stop: (graceMs) => stopGroup(clock, { child, exited }, graceMs),
  };
}

/** The error of a start that failed, with the reason the server itself gave. */
export function startError(server: ServerProcess, what: string): ChaosError {
  const words = server.wordsSoFar();
  return new ChaosError('CHAOS_ERR_TARGET_START', words === '' ? what : `${what}\n${words}`, {
    help: 'Start the server by hand with the same command to see why.',
  });
}

export async function endedBeforeReady(clock: Clock, server: ServerProcess): Promise<never> {
  const exit = await server.exited;
  await drain(clock, server.child);
  throw startError(server, `The target ended before it was ready (${describeExit(exit)}).`);
}

/** The last words of one that is gone may still be in the pipe; somebody it started may keep the pipe open. */
async function drain(clock: Clock, { stderr }: ChildProcess): Promise<void> {
  if (stderr?.readableEnded !== false) return;
  const onTimeout = (): Error => new Error('the pipe stays open');
  await withTimeLimit(clock, { ms: 200, onTimeout }, once(stderr, 'end')).catch(() => undefined);
}

async function exitOf(child: ChildProcess): Promise<Exit> {
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  return { code, signal };
}

function tailOf(child: ChildProcess): string[] {
  const lines: string[] = [];
  let rest = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts.map((line) => line.slice(0, 500)));
    lines.splice(0, Math.max(0, lines.length - linesKept));
  });
  return lines;
}

async function stopGroup(
  clock: Clock,
  { child, exited }: { child: ChildProcess; exited: Promise<Exit> },
  graceMs: number,
): Promise<void> {
  const signal = (name: NodeJS.Signals): void => {
    if (child.pid !== undefined) signalGroup(child.pid, name);
  };
  if (graceMs > 0) {
    signal('SIGTERM');
    const onTimeout = (): Error => new Error('still there');
    await withTimeLimit(clock, { ms: graceMs, onTimeout }, exited).catch(() => undefined);
  }
  // Also what the server started itself and left behind.
  signal('SIGKILL');
  await exited;
}
