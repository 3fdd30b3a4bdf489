/** `constant-vus`: a fixed number of users, each iterating until the time is up. */

import type { ConstantVusScenario } from '../options/scenario-config.ts';
import type { ExecutorHost } from './executor-host.ts';
import { IterationWindow } from './iteration-window.ts';

export async function runConstantVus(
  config: ConstantVusScenario,
  host: ExecutorHost,
): Promise<void> {
  const window = new IterationWindow(host, config.durationMs, config.gracefulStopMs);
  const work = async (): Promise<void> => {
    const worker = host.take();
    while (window.isOpen) await window.iterate(worker);
    host.give(worker);
  };
  await Promise.all(Array.from({ length: host.share.count(config.vus) }, work));
  window.dispose();
}
