/** The parent's half of our IPC: starts one of our own modules as a process and talks to it. */

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Clock } from '../contracts/clock.ts';
import { ChaosError, type ErrorCode } from '../contracts/errors.ts';
import type { HistoryEvent } from '../contracts/history.ts';
import { fromFailure } from './failure.ts';
import type { FromChild } from './messages.ts';
import { stopProcess, type Exit } from './stop-process.ts';
import { withTimeLimit } from './time-limit.ts';

export interface ChildOptions {
  /** What people call it: `tap`, `load engine`. */
  readonly name: string;
  /** Absolute path of the module. */
  readonly module: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Options of Node itself, behind those of this process. */
  readonly nodeOptions?: readonly string[];
  readonly readyWithinMs: number;
  /** Code of errors that carry none of their own. */
  readonly errorCode: ErrorCode;
  onEvents(events: readonly HistoryEvent[]): void;
}

export interface Child {
  readonly pid: number;
  /** What the child passed to `ready`. */
  readonly info: unknown;
  readonly exited: Promise<Exit>;
  /** Rejects when the child answers with an error, dies, or stays silent for `withinMs` (default 5,000). */
  call(method: string, params?: unknown, withinMs?: number): Promise<unknown>;
  /** SIGTERM, then SIGKILL after `graceMs`. Idempotent. */
  stop(graceMs: number): Promise<Exit>;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

export async function startChild(clock: Clock, options: ChildOptions): Promise<Child> {
  const child = fork(options.module, [...options.args], {
    env: { ...process.env, ...options.env },
    execArgv: [...process.execArgv, ...(options.nodeOptions ?? [])],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'json',
    detached: true, // Ctrl-C in the terminal goes to the harness alone; it decides in which order parts end
  });
  const exited = exitOf(child);
  const waiting = new Map<number, Waiting>();
  const ready = listen(child, { options, waiting });
  const died = exited.then((exit) => {
    const error = new ChaosError(
      options.errorCode,
      `${options.name} ended (${describeExit(exit)})`,
    );
    for (const { reject } of waiting.values()) reject(error);
    throw error;
  });
  died.catch(() => undefined);
  const info = await withTimeLimit(
    clock,
    {
      ms: options.readyWithinMs,
      onTimeout: () =>
        new ChaosError(
          options.errorCode,
          `${options.name} did not start within ${String(options.readyWithinMs)} ms`,
        ),
    },
    Promise.race([ready, died]),
  ).catch(async (error: unknown) => {
    await stopProcess(clock, child, 0);
    throw error;
  });
  return handle({ clock, child, options, exited, waiting, info });
}

function handle(parts: {
  clock: Clock;
  child: ChildProcess;
  options: ChildOptions;
  exited: Promise<Exit>;
  waiting: Map<number, Waiting>;
  info: unknown;
}): Child {
  const { clock, child, options, exited, waiting, info } = parts;
  let nextId = 0;
  return {
    pid: child.pid ?? 0,
    info,
    exited,
    call: async (method, params = null, withinMs = 5000) => {
      const id = nextId++;
      const reply = new Promise<unknown>((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        child.send({ type: 'request', id, method, params }, (error) => {
          if (error !== null)
            reject(new ChaosError(options.errorCode, `${options.name} is gone`, { cause: error }));
        });
      });
      const onTimeout = (): Error =>
        new ChaosError(
          options.errorCode,
          `${options.name} did not answer ${method} within ${String(withinMs)} ms`,
        );
      return withTimeLimit(clock, { ms: withinMs, onTimeout }, reply).finally(() =>
        waiting.delete(id),
      );
    },
    stop: (graceMs) => stopProcess(clock, child, graceMs),
  };
}

function listen(
  child: ChildProcess,
  { options, waiting }: { options: ChildOptions; waiting: Map<number, Waiting> },
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('message', (raw) => {
      const message = raw as FromChild;
      if (message.type === 'events') options.onEvents(message.events);
      else if (message.type === 'ready') resolve(message.info);
      else if (message.type === 'failed') reject(fromFailure(message.failure, options.errorCode));
      else if (message.type === 'reply') waiting.get(message.id)?.resolve(message.value);
      else waiting.get(message.id)?.reject(fromFailure(message.failure, options.errorCode));
    });
  });
}

async function exitOf(child: ChildProcess): Promise<Exit> {
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  return { code, signal };
}

export function describeExit({ code, signal }: Exit): string {
  return signal === null ? `exit code ${String(code)}` : `signal ${signal}`;
}
