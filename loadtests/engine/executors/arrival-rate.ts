/** `constant-arrival-rate` and `ramping-arrival-rate`: iterations start on time, or are dropped. */

import {
  regularDurationMs,
  type ConstantArrivalScenario,
  type RampingArrivalScenario,
} from '../options/scenario-config.ts';
import type { Alarm } from '../timers.ts';
import { arrivalSchedule } from './arrival-schedule.ts';
import type { ExecutorHost } from './executor-host.ts';
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
class ArrivalUsers {
  readonly #host: ExecutorHost;
  readonly #window: IterationWindow;
  readonly #maxUsers: number;
  readonly #running = new Set<Promise<void>>();

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
    if (this.#running.size >= this.#maxUsers) {
      this.#host.drop(1);
      return;
    }
    const worker = this.#host.take();
    const run = this.#window.iterate(worker).then(() => {
      this.#host.give(worker);
      this.#running.delete(run);
    });
    this.#running.add(run);
  }

  async settled(): Promise<void> {
    await Promise.all(this.#running);
  }
}
