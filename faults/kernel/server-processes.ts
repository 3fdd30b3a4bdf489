/** The processes a server of this machine is made of, whatever wraps it, and whether they run, as the kernel says it. */

import { ChaosError } from '../../harness/contracts/errors.ts';
import type { FaultContext } from '../../harness/contracts/fault.ts';
import { portOf } from '../../harness/contracts/loopback.ts';
import { processGroup, signalIfThere } from '../../harness/process/process-group.ts';
import { lookUntil } from '../../harness/process/time-limit.ts';
import { ownsListeningPort } from './listening-port.ts';
import { processState } from './process-state.ts';

export interface ServerProcess {
  readonly pid: number;
  readonly parent?: number;
}

/** `partly stopped` where some run and some do not; `unknown` where there is no `/proc`. */
export type ServerState = 'running' | 'stopped' | 'partly stopped' | 'gone' | 'unknown';

/**
 * Of a server that was started by us: the command's own process and what it started, so that `npm start` stops with
 * its server. Throws CHAOS_ERR_FAULT_INJECT where no process is known.
 */
export function serverProcesses({ target }: FaultContext): readonly ServerProcess[] {
  if (target.pid === undefined || target.pid <= 0) {
    throw new ChaosError('CHAOS_ERR_FAULT_INJECT', 'the process of this server is not known', {
      help: 'Let the scenario start the server by `target.command` or `target.policy`.',
    });
  }
  const members = processGroup(target.pid) ?? [];
  return members.length > 0 ? members : [{ pid: target.pid }];
}

export function signalAll(processes: readonly ServerProcess[], signal: NodeJS.Signals): void {
  for (const { pid } of processes) signalIfThere(pid, signal);
}

export function serverState(processes: readonly ServerProcess[]): ServerState {
  const states = new Set(processes.map(({ pid }) => processState(pid)));
  if (states.size > 1) states.delete('gone');
  const [state = 'gone'] = states;
  return states.size > 1 ? 'partly stopped' : state;
}

/** A signal takes effect a moment after it was sent; where there is no `/proc` to ask, that is taken for granted. */
export async function becomes(
  { clock }: Pick<FaultContext, 'clock'>,
  processes: readonly ServerProcess[],
  wanted: ServerState,
): Promise<boolean> {
  const bound = { withinMs: 1000, everyMs: 1 };
  const found = await lookUntil(clock, bound, () => {
    const state = serverState(processes);
    return Promise.resolve(state === wanted || state === 'unknown' ? true : undefined);
  });
  return found === true;
}

/** SIGCONT, and the kernel's word that it had its effect; says how it was undone. */
export async function letGoOn(
  context: FaultContext,
  processes: readonly ServerProcess[],
): Promise<string> {
  if (serverState(processes) === 'gone') return 'the server is gone';
  signalAll(processes, 'SIGCONT');
  if (await becomes(context, processes, 'running')) return 'let the process go on';
  throw new Error(`processes ${processes.map(({ pid }) => pid).join(', ')} do not go on`);
}

/**
 * Those that listen at the server's port and were not started by another that does: a signal that ends a server is for
 * them, not for the shell around it. Undefined where there is no `/proc` to ask.
 */
export async function listeners(
  { target }: FaultContext,
  processes: readonly ServerProcess[],
): Promise<readonly ServerProcess[] | undefined> {
  const port = portOf(new URL(target.url));
  const answers = await Promise.all(processes.map(({ pid }) => ownsListeningPort(pid, port)));
  if (answers.every((answer) => answer === undefined)) return undefined;
  const owners = processes.filter((_one, index) => answers[index] === true);
  return owners.filter(({ parent }) => !owners.some(({ pid }) => pid === parent));
}
