/** Samples of several processes on their way into the outputs, in the order of time. */

import type { Sample } from '../metrics/registry.ts';

/** The samples of another process, in its own order. */
export interface SampleSource {
  add(sample: Sample): void;
  /** It has sent everything from before this, Unix milliseconds. */
  reached(atMs: number): void;
  /** Nothing more comes. Idempotent. */
  end(): void;
}

/** Holds samples back until no source can still send an earlier one; without sources, not at all. */
export class SampleMerge {
  readonly #write: (sample: Sample) => void;
  readonly #sources = new Set<{ reachedMs: number }>();
  #waiting: Sample[] = [];

  constructor(write: (sample: Sample) => void) {
    this.#write = write;
  }

  /** A sample of this process, which has none on the way. */
  add(sample: Sample): void {
    if (this.#sources.size === 0) this.#write(sample);
    else this.#waiting.push(sample);
  }

  /** Another process to wait for, from now on. */
  source(): SampleSource {
    const source = { reachedMs: -Infinity };
    this.#sources.add(source);
    return {
      add: (sample) => {
        this.#waiting.push(sample);
      },
      reached: (atMs) => {
        source.reachedMs = Math.max(source.reachedMs, atMs);
        this.#drain();
      },
      end: () => {
        if (this.#sources.delete(source)) this.#drain();
      },
    };
  }

  /** A sample of the very millisecond may still come. */
  #drain(): void {
    const untilMs = Math.min(...[...this.#sources].map(({ reachedMs }) => reachedMs));
    const isDue = ({ atMs }: Sample): boolean => atMs < untilMs;
    const due = this.#waiting.filter(isDue);
    if (due.length === 0) return;
    this.#waiting = this.#waiting.filter((sample) => !isDue(sample));
    for (const sample of due.sort((a, b) => a.atMs - b.atMs)) this.#write(sample);
  }
}
