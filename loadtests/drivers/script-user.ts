/** A planned user as scripts see it; no imports, because scripts import this file. */

/** One entry of the file. */
export interface ScriptUser {
  readonly id: string;
  readonly cohort: string;
  readonly seed: number;
  readonly startAfterMs: number;
  readonly activity: 'chat' | 'idle';
  readonly connections: readonly {
    readonly key: string;
    readonly url: string;
    readonly reconnectUrl: string;
  }[];
}
