/** Runs a tool of the system that changes the kernel's state, and gives what it printed. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { ChaosError, messageOf } from '../../harness/contracts/errors.ts';

/** Rejects with CHAOS_ERR_FAULT_INJECT where it is not there or complains. */
export async function runTool(
  tool: string,
  args: readonly string[],
  { input = '', help }: { readonly input?: string; readonly help: string },
): Promise<string> {
  const child = spawn(tool, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.on('error', () => undefined); // it may end before it has read everything
  child.stdin.end(input);
  try {
    const [out, complaint, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close') as Promise<[number | null]>,
    ]);
    if (code === 0) return out;
    throw new Error(complaint.trim());
  } catch (error) {
    throw toolFailed(tool, args, { help, cause: error });
  }
}

/** `cause` says why: what the tool complained of, or that it is not there. */
export function toolFailed(
  tool: string,
  args: readonly string[],
  { help, cause }: { readonly help: string; readonly cause: unknown },
): ChaosError {
  const what = `${tool} ${args.slice(0, 8).join(' ')} failed: ${messageOf(cause)}`;
  return new ChaosError('CHAOS_ERR_FAULT_INJECT', what, { help, cause });
}
