/** A planned user as scripts see it; no imports, because scripts import this file. */

/** One entry of the file. */
export interface ScriptUser {
  readonly id: string;
  readonly cohort: string;
  readonly seed: number;
  readonly startAfterMs: number;
  readonly activity: 'chat' | 'idle';
  /** By which it comes; absent where nothing but the wire is between it and the server. */
  readonly network?: string;
  /** Its tab is in the background: after so long its timers ring at most so often. */
  readonly hiddenTab?: { readonly timersEveryMs: number; readonly afterMs: number };
  readonly connections: readonly {
    readonly key: string;
    readonly url: string;
    readonly reconnectUrl: string;
  }[];
}
