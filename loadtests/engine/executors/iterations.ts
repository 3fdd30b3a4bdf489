/** `per-vu-iterations` and `shared-iterations`: a fixed amount of work. */

import type { IterationsScenario } from '../options/scenario-config.ts';
import type { ExecutorHost } from './executor-host.ts';
import { IterationWindow } from './iteration-window.ts';

/** Each user does its own number; what `maxDuration` leaves undone is dropped. */
export async function runPerVuIterations(
  config: IterationsScenario,
  host: ExecutorHost,
): Promise<void> {
  const window = new IterationWindow(host, config.maxDurationMs, config.gracefulStopMs);
  const work = async (): Promise<void> => {
    const worker = host.take();
    let left = config.iterations;
    while (left > 0 && window.isOpen) {
      left--;
      await window.iterate(worker);
    }
    host.give(worker);
    if (left > 0 && !host.isClosing) host.drop(left);
  };
  await Promise.all(Array.from({ length: host.share.count(config.vus) }, work));
  window.dispose();
}

/** All users take from one pool; what `maxDuration` leaves in it is dropped. */
export async function runSharedIterations(
  config: IterationsScenario,
  host: ExecutorHost,
): Promise<void> {
  const window = new IterationWindow(host, config.maxDurationMs, config.gracefulStopMs);
  const users = host.share.count(config.vus);
  let left = host.share.among(config.vus).count(config.iterations);
  const work = async (): Promise<void> => {
    const worker = host.take();
    while (left > 0 && window.isOpen) {
      left--;
      await window.iterate(worker);
    }
    host.give(worker);
  };
  await Promise.all(Array.from({ length: users }, work));
  if (left > 0 && !host.isClosing) host.drop(left);
  window.dispose();
}
