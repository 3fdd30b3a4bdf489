/** `ramping-vus`: the number of users follows the stages; a user taken away may finish within its grace. */

import { regularDurationMs, type RampingVusScenario } from '../options/scenario-config.ts';
import type { Alarm } from '../timers.ts';
import type { ExecutorHost, Worker } from './executor-host.ts';
import { IterationWindow } from './iteration-window.ts';
import { rampSteps } from './ramp-schedule.ts';

/** A place for one user; the lowest places are the active ones. */
interface Place {
  isActive: boolean;
  worker: Worker | null;
  grace: Alarm | null;
}

export async function runRampingVus(config: RampingVusScenario, host: ExecutorHost): Promise<void> {
  const window = new IterationWindow(host, regularDurationMs(config), config.gracefulStopMs);
  const places = new Places(config, host, window);
  const steps = rampSteps(config.startVUs, config.stages);
  let next = steps.next();
  let alarm: Alarm | undefined;
  const follow = (): void => {
    while (next.done !== true) {
      const dueMs = host.startMs + next.value.atMs;
      if (dueMs > host.time.nowMs()) {
        alarm = host.time.alarmAt(dueMs, follow);
        return;
      }
      places.setActive(host.share.count(next.value.users));
      next = steps.next();
    }
  };
  follow();
  await window.closed;
  alarm?.cancel();
  // users taken away at the very end have their ramp-down grace, the others the graceful stop
  if (!host.isClosing) follow();
  await places.settled();
  window.dispose();
}

class Places {
  readonly #config: RampingVusScenario;
  readonly #host: ExecutorHost;
  readonly #window: IterationWindow;
  readonly #places: Place[] = [];
  readonly #loops = new Set<Promise<void>>();

  constructor(config: RampingVusScenario, host: ExecutorHost, window: IterationWindow) {
    this.#config = config;
    this.#host = host;
    this.#window = window;
  }

  setActive(users: number): void {
    while (this.#places.length < users)
      this.#places.push({ isActive: false, worker: null, grace: null });
    this.#places.forEach((place, index) => {
      if (index < users && !place.isActive) this.#activate(place);
    });
    for (const place of this.#places.slice(users).reverse())
      if (place.isActive) this.#deactivate(place);
  }

  async settled(): Promise<void> {
    await Promise.all(this.#loops);
  }

  #activate(place: Place): void {
    place.isActive = true;
    place.grace?.cancel();
    place.grace = null;
    if (place.worker !== null || !this.#window.isOpen) return;
    const loop = this.#loop(place);
    this.#loops.add(loop);
    void loop.then(() => this.#loops.delete(loop));
  }

  async #loop(place: Place): Promise<void> {
    const worker = this.#host.take();
    place.worker = worker;
    while (place.isActive && this.#window.isOpen) await this.#window.iterate(worker);
    place.worker = null;
    place.grace?.cancel();
    this.#host.give(worker);
  }

  #deactivate(place: Place): void {
    place.isActive = false;
    const cut = (): void => {
      if (place.worker !== null && !place.isActive) this.#host.interrupt(place.worker);
    };
    const { gracefulRampDownMs } = this.#config;
    if (gracefulRampDownMs === 0) cut();
    else place.grace = this.#host.time.alarmAt(this.#host.time.nowMs() + gracefulRampDownMs, cut);
  }
}
