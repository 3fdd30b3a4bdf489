/** Many future calls on one timer: a heap ordered by due time. Every token stream of the server runs on it. */

import type { TargetClock } from '../clock.ts';

interface Entry {
  readonly dueUs: number;
  readonly order: number;
  run: (() => void) | undefined;
}

/** Forgets the call; the closure is released at once. */
export type Cancel = () => void;

/** How long calls may hold up the event loop at a stretch: more is due than can be done, sockets need their turn. */
const pauseUs = 10_000;
/** Calls before the clock is asked again. */
const callsALook = 16;

export class Timetable {
  readonly #clock: TargetClock;
  readonly #heap: Entry[] = [];
  #order = 0;
  #live = 0;
  #wakeUs = Infinity;
  #unwake: Cancel | undefined;

  constructor(clock: TargetClock) {
    this.#clock = clock;
  }

  get nowUs(): number {
    return this.#clock.nowUs();
  }

  /** Calls that are still to be made. */
  get pending(): number {
    return this.#live;
  }

  /** At an absolute time, so that a stream of calls does not drift. */
  at(dueUs: number, run: () => void): Cancel {
    const entry: Entry = { dueUs, order: this.#order++, run };
    this.#live++;
    this.#heap.push(entry);
    siftUp(this.#heap, this.#heap.length - 1);
    this.#arm();
    return () => {
      if (entry.run === undefined) return;
      entry.run = undefined;
      this.#live--;
      if (this.#live === 0) this.clear();
    };
  }

  after(ms: number, run: () => void): Cancel {
    return this.at(this.#clock.nowUs() + ms * 1000, run);
  }

  /** Drops everything that is pending. */
  clear(): void {
    this.#heap.length = 0;
    this.#live = 0;
    this.#wakeUs = Infinity;
    this.#unwake?.();
    this.#unwake = undefined;
  }

  #arm(): void {
    const first = this.#heap[0];
    if (first === undefined || first.dueUs >= this.#wakeUs) return;
    this.#unwake?.();
    this.#wakeUs = first.dueUs;
    const waitMs = Math.max(0, (first.dueUs - this.#clock.nowUs()) / 1000);
    this.#unwake = this.#clock.after(Math.ceil(waitMs), () => {
      this.#wake();
    });
  }

  #wake(): void {
    this.#wakeUs = Infinity;
    this.#unwake = undefined;
    const nowUs = this.#clock.nowUs();
    for (let calls = 1; ; calls++) {
      if (calls % callsALook === 0 && this.#clock.nowUs() - nowUs > pauseUs) break;
      const first = this.#heap[0];
      if (first === undefined || first.dueUs > nowUs) break;
      takeFirst(this.#heap);
      const { run } = first;
      if (run === undefined) continue;
      first.run = undefined;
      this.#live--;
      run();
    }
    this.#arm();
  }
}

function isEarlier(one: Entry, other: Entry): boolean {
  return one.dueUs < other.dueUs || (one.dueUs === other.dueUs && one.order < other.order);
}

function siftUp(heap: Entry[], from: number): void {
  const entry = heap[from];
  if (entry === undefined) return;
  let index = from;
  while (index > 0) {
    const parentIndex = (index - 1) >> 1;
    const parent = heap[parentIndex];
    if (parent === undefined || !isEarlier(entry, parent)) break;
    heap[index] = parent;
    index = parentIndex;
  }
  heap[index] = entry;
}

function takeFirst(heap: Entry[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let index = 0;
  for (;;) {
    let childIndex = 2 * index + 1;
    let child = heap[childIndex];
    const right = heap[childIndex + 1];
    if (child === undefined) break;
    if (right !== undefined && isEarlier(right, child)) {
      childIndex++;
      child = right;
    }
    if (!isEarlier(child, last)) break;
    heap[index] = child;
    index = childIndex;
  }
  heap[index] = last;
}
