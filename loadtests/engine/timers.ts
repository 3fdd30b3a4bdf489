/** The engine's clock and alarms: the only file of the load tests that may touch the real ones. */

import { AlarmHeap, HeapAlarm } from './alarm-heap.ts';

/** Adds to `performance.now()` to give microseconds on the machine's monotonic clock. */
const originUs = Number(process.hrtime.bigint() / 1000n) - performance.now() * 1000;
const longestTimeoutMs = 2 ** 31 - 1;
/** Node's loop clock is cached, so a timeout may ring a little early; beyond this it is armed again. */
const earlyMs = 0.5;

/** Milliseconds since the process started, with fractions. */
export const monotonicMs = (): number => performance.now();

/** The harness's clock (`Clock.nowUs`), cheaper than `hrtime`. */
export const nowUs = (): number => Math.round(originUs + performance.now() * 1000);

/** Wall time, Unix milliseconds: for scripts and labels. */
export const wallMs = (): number => Date.now();

export interface Alarm {
  cancel(): void;
}

/**
 * All alarms of the process wait in one heap behind one timeout of Node: thousands of users each keep one
 * pending, and a timeout of its own for each would be twice the memory and garbage.
 */
const waiting = new AlarmHeap<Deadline>();
let timeout: NodeJS.Timeout | undefined;
let armedForMs = Infinity;
/** What is due by here rings in one round; alarms set during a round wait for the next one. */
let roundMs = -Infinity;
let isRinging = false;
/** When the alarm that rings now was due; promises it has settled belong to it. */
let ringingDueMs: number | undefined;

/** Extended by those who set alarms by the thousand; `setFor` starts it, `ring` is called once. */
export abstract class Deadline extends HeapAlarm implements Alarm {
  dueMs = 0;

  /** False where nothing waits for a promise that a ring has settled: the next alarm rings at once. */
  settlesPromises(): boolean {
    return true;
  }

  /** Rings at an absolute `monotonicMs`, or at once when that has passed; replaces an earlier setting. */
  setFor(dueMs: number): void {
    if (this.place !== -1) waiting.remove(this);
    this.dueMs = dueMs;
    this.ringMs = isRinging ? Math.max(dueMs, roundMs + 1) : dueMs;
    waiting.add(this);
    if (!isRinging && this.ringMs < armedForMs) arm(this.ringMs);
  }

  cancel(): void {
    waiting.remove(this);
  }
}

function arm(dueMs: number): void {
  clearTimeout(timeout);
  armedForMs = dueMs;
  timeout = setTimeout(ringDue, Math.min(Math.max(0, dueMs - performance.now()), longestTimeoutMs));
}

function ringDue(): void {
  armedForMs = Infinity;
  timeout = undefined;
  roundMs = performance.now() + earlyMs;
  isRinging = true;
  ringNext();
}

function ringNext(): void {
  let { first } = waiting;
  while (first !== undefined && first.ringMs <= roundMs) {
    waiting.remove(first);
    ringingDueMs = first.dueMs;
    let goesOn = false;
    try {
      first.ring();
      goesOn = !first.settlesPromises();
    } finally {
      if (!goesOn) queueMicrotask(afterMicrotasks);
    }
    if (!goesOn) return;
    ({ first } = waiting);
  }
  isRinging = false;
  ringingDueMs = undefined;
  if (first !== undefined) arm(first.ringMs);
}

/** What a ring has set going in promises runs before the next one rings, as between timeouts of Node. */
function afterMicrotasks(): void {
  process.nextTick(ringNext);
}

/** How much too late what runs now runs, where an alarm has set it going; undefined elsewhere. */
export function latenessMs(): number | undefined {
  if (ringingDueMs === undefined) return undefined;
  return Math.max(0, performance.now() - ringingDueMs);
}

class Callback extends Deadline {
  readonly #callback: () => void;

  constructor(callback: () => void) {
    super();
    this.#callback = callback;
  }

  ring(): void {
    this.#callback();
  }
}

/** Rings once at an absolute `monotonicMs`, or at once when that has passed. */
export function alarmAt(dueMs: number, ring: () => void): Alarm {
  const alarm = new Callback(ring);
  alarm.setFor(dueMs);
  return alarm;
}

/** Rings once after `ms`. */
export function alarmAfter(ms: number, ring: () => void): Alarm {
  return alarmAt(performance.now() + ms, ring);
}

/** Rings every `ms` at multiples of the start, so that lateness does not add up. */
export function alarmEvery(ms: number, ring: () => void): Alarm {
  const startMs = performance.now();
  let count = 1;
  const alarm = new Callback(() => {
    alarm.setFor(startMs + ++count * ms);
    ring();
  });
  alarm.setFor(startMs + ms);
  return alarm;
}

/** After the microtasks of this turn and the I/O that is ready. */
export function soon(task: () => void): void {
  setImmediate(task);
}

/** Time as executors see it; tests drive it by hand. */
export interface EngineTime {
  nowMs(): number;
  alarmAt(dueMs: number, ring: () => void): Alarm;
}

export const engineTime: EngineTime = { nowMs: monotonicMs, alarmAt };
