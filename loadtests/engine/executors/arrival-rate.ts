/** `constant-arrival-rate` and `ramping-arrival-rate`: iterations start on time, or are dropped. */

import {
  regularDurationMs,
  type ConstantArrivalScenario,
  type RampingArrivalScenario,
} from '../options/scenario-config.ts';
import type { Alarm } from '../timers.ts';
import { arrivalSchedule } from './arrival-schedule.ts';
import type { ExecutorHost, IterationListener, Worker } from './executor-host.ts';
import { IterationWindow } from './iteration-window.ts';

export async function runArrivalRate(
  config: ConstantArrivalScenario | RampingArrivalScenario,
  host: ExecutorHost,
): Promise<void> {
  const window = new IterationWindow(host, regularDurationMs(config), config.gracefulStopMs);
  const schedule = arrivalSchedule(config);
  host.expectStarts((nowMs) => host.share.count(schedule.dueBy(nowMs - host.startMs)));
  const users = new ArrivalUsers(config, host, window);
  const due = schedule.dueTimes()[Symbol.iterator]();
  let next = due.next();
  let index = 0;
  let alarm: Alarm | undefined;
  const follow = (): void => {
    while (next.done !== true) {
      const dueMs = host.startMs + next.value;
      if (dueMs > host.time.nowMs()) {
        alarm = host.time.alarmAt(dueMs, follow);
        return;
      }
      if (host.share.owns(index++)) users.start();
      next = due.next();
    }
  };
  follow();
  await window.closed;
  alarm?.cancel();
  // what was due before the end and comes late still counts
  if (!host.isClosing) follow();
  await users.settled();
  window.dispose();
}

/** Users that are free or at work; more are made, up to `maxVUs`, when none is free. */
class ArrivalUsers implements IterationListener {
  readonly #host: ExecutorHost;
  readonly #window: IterationWindow;
  readonly #maxUsers: number;
  #running = 0;
  #settle: (() => void) | undefined;

  constructor(
    config: ConstantArrivalScenario | RampingArrivalScenario,
    host: ExecutorHost,
    window: IterationWindow,
  ) {
    this.#maxUsers = host.share.count(config.maxVUs);
    this.#host = host;
    this.#window = window;
  }

  /** An iteration is due: it starts now or never. */
  start(): void {
    if (this.#host.isClosing) return;
    if (this.#running >= this.#maxUsers) {
      this.#host.drop(1);
      return;
    }
    this.#running++;
    this.#window.start(this.#host.take(), this);
  }

  iterationEnded(worker: Worker): void {
    this.#window.ended(worker);
    this.#host.give(worker);
    this.#running--;
    if (this.#running === 0) this.#settle?.();
  }

  /** Resolves when nothing runs any more. */
  async settled(): Promise<void> {
    if (this.#running === 0) return;
    await new Promise<void>((resolve) => {
      this.#settle = resolve;
    });
  }
}
