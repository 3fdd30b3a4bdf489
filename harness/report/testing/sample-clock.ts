/** Times and outcomes every part of a sample run shares. */

/** `good`: a server that reclaims; `bad`: one that doesn't; `unknown`: faults that never bit. */
export type SampleKind = 'good' | 'bad' | 'unknown';

/** Monotonic time of the start of every sample run. */
export const sampleStartUs = 81_000_000_000;

/** Milliseconds after the start → monotonic microseconds. */
export function at(ms: number): number {
  return sampleStartUs + Math.round(ms * 1000);
}
