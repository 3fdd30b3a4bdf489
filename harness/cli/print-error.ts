/** An error as the user reads it: what was wrong, where, what to do; a stack only for our own bugs. */

import { ChaosError, formatChaosError, type ErrorCode } from '../contracts/errors.ts';
import { exitCodes } from '../contracts/verdict.ts';

/** Codes that mean: nothing was tried, the input has to change. */
const inputCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'CHAOS_ERR_USAGE',
  'CHAOS_ERR_SCENARIO_NOT_FOUND',
  'CHAOS_ERR_SCENARIO_SYNTAX',
  'CHAOS_ERR_SCENARIO_INVALID',
  'CHAOS_ERR_FAULT_UNKNOWN',
  'CHAOS_ERR_FAULT_SETTINGS',
  'CHAOS_ERR_FAULT_VICTIMS',
  'CHAOS_ERR_FAULT_NEEDS',
  'CHAOS_ERR_HOST_NOT_ALLOWED',
  'CHAOS_ERR_LOAD_SCRIPT',
  'CHAOS_ERR_LOAD_UNSUPPORTED',
  'CHAOS_ERR_RESULTS_NOT_WRITABLE',
  'CHAOS_ERR_RUN_UNREADABLE',
]);

/** Several problems of one file come as the `errors` of the first. */
export function formatError(error: unknown): string {
  if (!(error instanceof ChaosError)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `ws-chaos: internal error: ${text}\n`;
  }
  return allOf(error)
    .map((one) => formatChaosError(one))
    .join('\n');
}

function allOf(error: ChaosError): readonly ChaosError[] {
  const { errors } = error as { errors?: unknown };
  if (!Array.isArray(errors) || errors.length === 0) return [error];
  return errors.filter((one): one is ChaosError => one instanceof ChaosError);
}

/** What is said of a thing that is still there although every way to undo it was tried; exit code 4. */
export function notUndone(what: string): ChaosError {
  return new ChaosError('CHAOS_ERR_NOT_UNDONE', `not undone: ${what}`, {
    help: 'Run `ws-chaos heal`, which tries again.',
  });
}

/** The exit code of an error that ended a verb. */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof ChaosError)) return exitCodes.internal;
  if (inputCodes.has(error.code)) return exitCodes.usage;
  return error.code === 'CHAOS_ERR_NOT_UNDONE' ? exitCodes.notUndone : exitCodes.unknown;
}
