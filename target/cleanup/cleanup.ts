/** What a policy can be asked to clean up, and with what outcome. */

import type { CleanupLevel } from './cleanup-log.ts';

export interface CleanupResult {
  readonly examined: number;
  /** Removed at once; what had to be probed first goes a little later. */
  readonly removed: number;
}

export interface Cleanup {
  /** Cleans up to `level`, harder levels including the gentler ones. */
  run(trigger: string, level: CleanupLevel): CleanupResult;
}
