/** A test that does not start: what is wrong, where, what to do, and the exit code k6 has for it. */

import { formatChaosError, type ChaosError } from '../../../harness/contracts/errors.ts';
import { OptionsError } from '../options/options-error.ts';
import { loadExitCodes, type LoadExitCode } from '../run/exit-codes.ts';
import { TestAborted } from '../user/virtual-user.ts';

export function tellFailure(
  error: ChaosError,
  ports: { readonly stderr: (text: string) => void },
): LoadExitCode {
  const isOfOptions = error instanceof OptionsError;
  ports.stderr(formatChaosError(error, isOfOptions ? 'invalid options: ' : ''));
  if (error.cause instanceof TestAborted) return loadExitCodes.aborted;
  return isOfOptions ? loadExitCodes.invalidOptions : loadExitCodes.scriptException;
}
