/** What the harness asks the reference server, over its admin port. */

import type { ReadyLine } from '../../target/protocol.ts';
import type { Census, CleanupRecord, TargetControl } from '../contracts/target.ts';
import { controlPort } from './control-port.ts';
import { faultPointsOver } from './fault-points-over.ts';

/** Every call has a time limit and rejects with CHAOS_ERR_TARGET_CONTROL. */
export function adminClient({ url, admin, token, pid }: ReadyLine): TargetControl {
  const port = controlPort(admin, token);
  let cleanupsRead = 0;
  return {
    url,
    pid,
    census: async () => (await port.get('/census')) as Census,
    cleanups: async () => {
      const { next, records } = (await port.get(`/cleanups?since=${String(cleanupsRead)}`)) as {
        readonly next: number;
        readonly records: readonly CleanupRecord[];
      };
      cleanupsRead = next;
      return records;
    },
    faultPoints: faultPointsOver(port),
  };
}
