/** Timers of a user as its browser rings them: as they are set, or in a hidden tab seldom and together. */

import type { ScriptUser } from '../drivers/script-user.ts';
import { throttledMs } from './hidden-tab.ts';

export interface TabTimers {
  /** Like `setTimeout`; to be cancelled by `clearTimeout`. */
  after(delayMs: number, act: () => void): number;
}

/** The tab is hidden from now on; `timeScale` shortens its times as it does think times. */
export function tabTimers({ hiddenTab }: ScriptUser, timeScale: number): TabTimers {
  if (hiddenTab === undefined) return { after: (delayMs, act) => setTimeout(act, delayMs) };
  const sinceMs = Date.now();
  const tab = {
    timersEveryMs: hiddenTab.timersEveryMs * timeScale,
    afterMs: hiddenTab.afterMs * timeScale,
  };
  return {
    after: (delayMs, act) => setTimeout(act, throttledMs(delayMs, Date.now() - sinceMs, tab)),
  };
}
