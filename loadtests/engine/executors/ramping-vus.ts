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
  let alarm: Alarm | undefined;
  const follow = (): void => {
    for (let next = steps.next(); next.done !== true; next = steps.next()) {
      const { atMs, users } = next.value;
      const dueMs = host.startMs + atMs;
      if (dueMs > host.time.nowMs()) {
        alarm = host.time.alarmAt(dueMs, () => {
          places.setActive(users);
          follow();
        });
        return;
      }
      places.setActive(users);
    }
  };
  follow();
  await window.closed;
  alarm?.cancel();
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
    if (place.worker !== null) return;
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
