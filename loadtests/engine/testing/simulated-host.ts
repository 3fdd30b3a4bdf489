/** An executor's host in virtual time: every iteration takes the same time, and everything is written down. */

import { runExecutor } from '../executors/index.ts';
import type {
  ExecutorHost,
  IterationListener,
  IterationOutcome,
  Worker,
} from '../executors/executor-host.ts';
import { wholeShare } from '../options/execution-segment.ts';
import type { ScenarioConfig } from '../options/scenario-config.ts';
import { VirtualTime } from './virtual-time.ts';

export interface Simulated {
  readonly startsMs: number[];
  completed: number;
  interrupted: number;
  dropped: number;
  endMs: number;
  mostUsers: number;
}

class SimulatedHost implements ExecutorHost {
  readonly time = new VirtualTime();
  readonly share = wholeShare;
  readonly startMs = 0;
  readonly isClosing = false;
  readonly closing = new Promise<void>(() => undefined);
  readonly seen: Simulated = {
    startsMs: [],
    ...{ completed: 0, interrupted: 0, dropped: 0, endMs: 0, mostUsers: 0 },
  };
  readonly #iterationMs: number;
  readonly #running = new Map<Worker, () => void>();
  #users = 0;
  #nextId = 1;

  constructor(iterationMs: number) {
    this.#iterationMs = iterationMs;
  }

  take(): Worker {
    this.#users++;
    this.seen.mostUsers = Math.max(this.seen.mostUsers, this.#users);
    return { idInTest: this.#nextId++ };
  }

  give(): void {
    this.#users--;
  }

  iterate(worker: Worker, listener: IterationListener): void {
    this.seen.startsMs.push(this.time.nowMs());
    const end = (outcome: IterationOutcome): void => {
      alarm.cancel();
      this.#running.delete(worker);
      this.seen[outcome]++;
      listener.iterationEnded(worker, outcome);
    };
    const alarm = this.time.alarmAt(this.time.nowMs() + this.#iterationMs, () => {
      end('completed');
    });
    this.#running.set(worker, () => {
      end('interrupted');
    });
  }

  interrupt(worker: Worker): void {
    this.#running.get(worker)?.();
  }

  drop(count: number): void {
    this.seen.dropped += count;
  }

  expectStarts(): void {
    // the schedule has tests of its own
  }
}

/** Runs one scenario to its end. */
export async function simulate(config: ScenarioConfig, iterationMs: number): Promise<Simulated> {
  const host = new SimulatedHost(iterationMs);
  await host.time.until(runExecutor(config, host));
  host.seen.endMs = host.time.nowMs();
  return host.seen;
}
