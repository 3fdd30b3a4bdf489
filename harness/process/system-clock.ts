/** The machine's clock. The only file of ours that may touch timers and `hrtime`; others take a `Clock`. */

import type { Clock } from '../contracts/clock.ts';

export const systemClock: Clock = {
  nowUs: () => Number(process.hrtime.bigint() / 1000n),

  delay: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(asError(signal.reason));
        return;
      }
      const onAbort = (): void => {
        clearTimeout(timer);
        reject(asError(signal?.reason));
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, ms);
      signal?.addEventListener('abort', onAbort, { once: true });
    }),

  wallTime: () => new Date().toISOString(),
};

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
