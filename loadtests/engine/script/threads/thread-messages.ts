/** What the engine and the thread of one user say to each other. */

import type { MessagePort } from 'node:worker_threads';
import type { Contains } from '../../metrics/registry.ts';
import type { MetricType } from '../../metrics/sinks.ts';
import type { TestOptions } from '../../options/test-options.ts';
import type { LogLevel, LogSource, RunCounts } from '../../run/run-context.ts';
import type { SocketEnd } from '../../socket/client-socket.ts';
import type { Refusal } from '../../socket/refusal.ts';
import type { ResponseHead } from '../../socket/upgrade.ts';
import type { ConnectionTarget } from '../../user/connection.ts';
import type { UserPhase } from '../../user/virtual-user.ts';
import type { CompiledScript } from '../compiled-script.ts';

/** `workerData` of the thread. */
export interface ThreadOrder {
  readonly script: CompiledScript;
  readonly idInTest: number;
  readonly idInInstance: number;
  readonly env: Readonly<Record<string, string>>;
  /** Whether connections are named and routed by the engine, which then holds all of them. */
  readonly isPlanned: boolean;
  /** What the thread waits for while its script blocks. */
  readonly signal: SharedArrayBuffer;
  readonly mailbox: MessagePort;
}

/** An error on its way between threads. */
export interface FlatError {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

/** What the init code of a script left. */
export interface ThreadFacts {
  readonly functions: readonly string[];
  readonly options: unknown;
  readonly metrics: readonly {
    readonly name: string;
    readonly type: MetricType;
    readonly contains: Contains;
  }[];
}

/** The user as the engine knows it when a function of the script is called. */
export interface UserState {
  readonly phase: UserPhase;
  readonly env: Readonly<Record<string, string>>;
  readonly scenario: {
    readonly name: string;
    readonly executor: string;
    readonly startTimeMs: number;
    readonly env: Readonly<Record<string, string>>;
    readonly tags: Readonly<Record<string, string>>;
  } | null;
  readonly iteration: number;
  readonly iterationInScenario: number;
  readonly iterationInTest: number;
  readonly iterationInInstance: number;
  readonly elapsedMs: number;
  readonly options: TestOptions;
  readonly runTags: Readonly<Record<string, string>>;
}

/** To the event loop of the thread. */
export type ToLoop =
  | {
      readonly kind: 'call';
      readonly call: number;
      readonly name: string;
      readonly argument: unknown;
      readonly state: UserState;
    }
  | { readonly kind: 'interrupt'; readonly call: number }
  | { readonly kind: 'session'; readonly session: number; readonly event: SessionEvent }
  | Settled<'later'>;

/** To the mailbox, which a script that blocks reads. */
export type ToMailbox =
  | { readonly kind: 'interrupt'; readonly call: number }
  | Settled<'answer'>
  | { readonly kind: 'session'; readonly session: number; readonly event: SessionEvent };

interface Settled<Kind extends string> {
  readonly kind: Kind;
  readonly ask: number;
  readonly value?: unknown;
  readonly error?: FlatError;
}

/** Events of a connection. */
export type SessionEvent =
  | { readonly type: 'open'; readonly head: ResponseHead }
  | { readonly type: 'refused'; readonly refusal: Refusal }
  | { readonly type: 'message'; readonly data: string | ArrayBuffer }
  | { readonly type: 'ping' | 'pong' }
  | { readonly type: 'end'; readonly end: SocketEnd };

/** What a script does to a connection. */
export type SessionOrder =
  | {
      readonly type: 'open';
      readonly target: ConnectionTarget;
      /** Whether its events go to the mailbox of a call that blocks, or to the loop of the thread. */
      readonly blocks: boolean;
    }
  | { readonly type: 'send'; readonly data: string | Uint8Array }
  | { readonly type: 'close'; readonly code: number; readonly reason: string }
  | { readonly type: 'ping' | 'cut' };

/** Questions a thread asks; the values are the arguments. */
export interface Questions {
  readonly http: readonly [name: string, ...args: unknown[]];
  readonly jar: readonly [jar: number, method: string, ...args: unknown[]];
  readonly newJar: readonly [];
  readonly progress: readonly [];
  readonly counts: readonly [name: keyof RunCounts];
  readonly sharedArray: readonly [name: string];
  readonly secret: readonly [key: string, source: string | undefined];
  readonly secretSource: readonly [name: string];
}

export type Question = {
  readonly [Name in keyof Questions]: { readonly name: Name; readonly args: Questions[Name] };
}[keyof Questions];

export type FromThread =
  | { readonly kind: 'started'; readonly facts: ThreadFacts }
  | { readonly kind: 'failed'; readonly error: FlatError }
  | { readonly kind: 'exception'; readonly error: FlatError }
  | {
      readonly kind: 'log';
      readonly level: LogLevel;
      readonly text: string;
      readonly source: LogSource | undefined;
    }
  | {
      readonly kind: 'sample';
      readonly metric: string;
      readonly value: number;
      readonly tags: Readonly<Record<string, string>>;
      readonly metadata: Readonly<Record<string, string>> | undefined;
    }
  | {
      readonly kind: 'check';
      readonly group: string;
      readonly name: string;
      readonly passed: boolean;
    }
  | { readonly kind: 'abort'; readonly reason: string }
  | { readonly kind: 'fail'; readonly reason: string | undefined }
  | { readonly kind: 'sharedArray'; readonly name: string; readonly elements: readonly string[] }
  | {
      readonly kind: 'ask';
      readonly ask: number;
      readonly isLater: boolean;
      readonly question: Question;
      readonly group: string;
      readonly tags: Readonly<Record<string, unknown>> | null;
    }
  | { readonly kind: 'session'; readonly session: number; readonly order: SessionOrder }
  | {
      readonly kind: 'done';
      readonly call: number;
      readonly value?: unknown;
      readonly error?: FlatError;
    };

export function flatten(error: unknown): FlatError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: '' };
  const { name, message, stack = '' } = error;
  return { name, message, stack };
}

/** The stack is the thread's, so that places in the script are found in it. */
export function revive({ name, message, stack }: FlatError): Error {
  const error = new Error(message);
  error.name = name;
  error.stack = stack;
  return error;
}
