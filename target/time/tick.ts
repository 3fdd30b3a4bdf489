/** How often the sweeper looks: an eighth of the shortest interval it serves, within bounds. */

import type { Settings } from '../settings/settings.ts';

export function tickMsOf({ heartbeatMs, probeMs, urgentMs, resendMs }: Settings): number {
  const shortestMs = Math.min(heartbeatMs, probeMs, urgentMs, resendMs);
  return Math.min(200, Math.max(5, Math.round(shortestMs / 8)));
}
