/** What is printed may find no taker (a full disk, a reader that has left): no run ends half-way for that. */

import { ChaosError, messageOf } from '../contracts/errors.ts';
import { exitCodes } from '../contracts/verdict.ts';
import { formatError } from './print-error.ts';
import type { Streams } from './toolbox.ts';

export interface Output {
  /** Waits until all is written; the exit code of the process, whose verb ended with the one given. */
  settle(exitCode: number): Promise<number>;
}

/** From here on an error of a stream is remembered, not thrown. */
export function watchOutput({ out, err }: Streams): Output {
  let lost: Error | undefined;
  out.on('error', (problem: Error) => (lost ??= problem));
  err.on('error', () => undefined); // there is nowhere left to tell of it
  return {
    settle: async (exitCode) => {
      await new Promise<void>((resolve) => {
        out.write('', (problem) => {
          lost ??= problem ?? undefined;
          resolve();
        });
      });
      if (lost === undefined || isReaderGone(lost)) return exitCode;
      err.write(formatError(notWritten(lost)));
      return exitCode === exitCodes.pass ? exitCodes.usage : exitCode;
    },
  };
}

/** `… | head` has seen what it wanted. */
function isReaderGone({ code }: NodeJS.ErrnoException): boolean {
  return code === 'EPIPE';
}

function notWritten(cause: Error): ChaosError {
  return new ChaosError(
    'CHAOS_ERR_RESULTS_NOT_WRITABLE',
    `standard output cannot be written: ${messageOf(cause)}`,
    { cause, help: 'Make room there, or send it elsewhere.' },
  );
}
