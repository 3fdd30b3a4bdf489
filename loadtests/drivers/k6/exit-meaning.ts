/** What k6's exit codes say about the load of a run. */

import type { ErrorCode } from '../../../harness/contracts/errors.ts';
import type { Exit } from '../../../harness/process/stop-process.ts';

export interface ExitMeaning {
  /** It came to an end that its script or we asked for: the load is complete, whatever its thresholds say. */
  readonly isOrderly: boolean;
  readonly text: string;
  /** Where it ended before any user started. */
  readonly errorCode: ErrorCode;
}

const orderly = new Map([
  [0, 'the script has ended'],
  [99, 'the script has ended, thresholds failed'],
  [108, 'the script aborted the test'],
  [110, 'the script marked the test as failed'],
]);

const others = new Map([
  [97, 'a cloud run failed'],
  [98, 'no progress of a cloud run'],
  [100, 'setup took too long'],
  [101, 'teardown took too long'],
  [102, 'it took too long'],
  [103, 'it was stopped through its REST API'],
  [104, 'its options are invalid'],
  [105, 'it was stopped by a signal'],
  [106, 'its REST API could not start'],
  [107, 'the script threw an exception'],
  [109, 'it crashed'],
]);

const ofTheScript: ReadonlySet<number | null> = new Set([104, 107, 108]);

export function exitMeaning({ code, signal }: Exit): ExitMeaning {
  const errorCode = ofTheScript.has(code) ? 'CHAOS_ERR_LOAD_SCRIPT' : 'CHAOS_ERR_LOAD_START';
  if (signal !== null) return { isOrderly: false, text: `signal ${signal}`, errorCode };
  const known = orderly.get(code ?? -1);
  const meaning = known ?? others.get(code ?? -1) ?? 'it gave no known reason';
  return {
    isOrderly: known !== undefined,
    text: `exit code ${String(code)}: ${meaning}`,
    errorCode,
  };
}
