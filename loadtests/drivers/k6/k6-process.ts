/** One k6 as a process of its own group: its log by line, its end, and signals for all of it. */

import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { signalGroup } from '../../../harness/process/process-group.ts';
import { ChaosError } from '../../../harness/contracts/errors.ts';
import type { Exit } from '../../../harness/process/stop-process.ts';

export interface K6Order {
  readonly path: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Each line of stderr. */
  readonly onLogLine: (line: string) => void;
}

export interface K6Process {
  readonly pid: number;
  /** Resolves when it has ended and its last line of log was handed on. */
  readonly exited: Promise<Exit>;
  /** Nothing happens where it has ended. */
  signal(signal: 'SIGINT' | 'SIGKILL'): void;
}

/** Rejects with CHAOS_ERR_LOAD_START when the program cannot be executed. */
export async function startK6({ path, args, env, onLogLine }: K6Order): Promise<K6Process> {
  const child = spawn(path, [...args], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true, // Ctrl-C in the terminal goes to the harness alone; it decides in which order parts end
  });
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => {
      resolve({ code, signal });
    });
  });
  createInterface({ input: child.stderr, crlfDelay: Infinity }).on('line', onLogLine);
  await spawned(child, path);
  const pid = child.pid ?? 0;
  return {
    pid,
    exited,
    signal: (signal) => {
      if (child.exitCode === null && child.signalCode === null) signalGroup(pid, signal);
    },
  };
}

function spawned(child: ChildProcess, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) => {
      const help = 'Set K6 to a k6 that runs on this machine.';
      const message = `k6 (${path}) cannot be executed: ${cause.message}`;
      reject(new ChaosError('CHAOS_ERR_LOAD_START', message, { cause, help }));
    });
  });
}
