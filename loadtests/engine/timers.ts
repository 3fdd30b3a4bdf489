/** The engine's clock and alarms: the only file of the load tests that may touch the real ones. */

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

class Deadline implements Alarm {
  readonly #dueMs: number;
  readonly #ring: () => void;
  #timeout: NodeJS.Timeout;

  constructor(dueMs: number, ring: () => void) {
    this.#dueMs = dueMs;
    this.#ring = ring;
    this.#timeout = this.#arm();
  }

  cancel(): void {
    clearTimeout(this.#timeout);
  }

  ringIfDue(): void {
    if (this.#dueMs - performance.now() > earlyMs) this.#timeout = this.#arm();
    else this.#ring();
  }

  #arm(): NodeJS.Timeout {
    const leftMs = Math.max(0, this.#dueMs - performance.now());
    return setTimeout(ringDeadline, Math.min(leftMs, longestTimeoutMs), this);
  }
}

function ringDeadline(deadline: Deadline): void {
  deadline.ringIfDue();
}

/** Rings once at an absolute `monotonicMs`, or at once when that has passed. */
export function alarmAt(dueMs: number, ring: () => void): Alarm {
  return new Deadline(dueMs, ring);
}

/** Rings once after `ms`. */
export function alarmAfter(ms: number, ring: () => void): Alarm {
  return new Deadline(performance.now() + ms, ring);
}

/** Rings every `ms` at multiples of the start, so that lateness does not add up. */
export function alarmEvery(ms: number, ring: () => void): Alarm {
  const startMs = performance.now();
  let count = 0;
  let alarm: Alarm;
  const arm = (): Alarm =>
    new Deadline(startMs + ++count * ms, () => {
      alarm = arm();
      ring();
    });
  alarm = arm();
  return {
    cancel: () => {
      alarm.cancel();
    },
  };
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
