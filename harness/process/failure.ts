/** Errors on their way through the IPC channel and back, code and position kept. */

import { ChaosError, errorCodes, type ErrorCode } from '../contracts/errors.ts';
import type { Failure } from './messages.ts';

export function toFailure(error: unknown): Failure {
  if (!(error instanceof ChaosError)) {
    return { message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  const { code, message, help, position } = error;
  return {
    code,
    message,
    ...(help === undefined ? {} : { help }),
    ...(position ?? {}),
  };
}

export function fromFailure(failure: Failure, fallback: ErrorCode): ChaosError {
  const { file, line, column, help, message } = failure;
  const code = errorCodes.find((known) => known === failure.code) ?? fallback;
  const place = {
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  };
  return new ChaosError(code, message, {
    ...(help === undefined ? {} : { help }),
    ...(file === undefined ? {} : { position: { file, ...place } }),
  });
}
