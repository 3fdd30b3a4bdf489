/** How long timers take in a tab in the background: from some moment on the browser looks at them only now and then. */

export interface HiddenTab {
  readonly timersEveryMs: number;
  /** How long after it was hidden that begins. */
  readonly afterMs: number;
}

/** What a timer set for `delayMs` in a tab that has been hidden for `hiddenMs` really takes, milliseconds. */
export function throttledMs(delayMs: number, hiddenMs: number, tab: HiddenTab): number {
  const dueMs = hiddenMs + delayMs;
  if (dueMs <= tab.afterMs) return delayMs;
  return Math.ceil(dueMs / tab.timersEveryMs) * tab.timersEveryMs - hiddenMs;
}
