/** The executors by name. */

import type { ScenarioConfig } from '../options/scenario-config.ts';
import { runArrivalRate } from './arrival-rate.ts';
import { runConstantVus } from './constant-vus.ts';
import type { ExecutorHost } from './executor-host.ts';
import { runPerVuIterations, runSharedIterations } from './iterations.ts';
import { runRampingVus } from './ramping-vus.ts';

/** Resolves when every iteration of the scenario has ended, grace included. */
export function runExecutor(config: ScenarioConfig, host: ExecutorHost): Promise<void> {
  switch (config.executor) {
    case 'per-vu-iterations':
      return runPerVuIterations(config, host);
    case 'shared-iterations':
      return runSharedIterations(config, host);
    case 'constant-vus':
      return runConstantVus(config, host);
    case 'ramping-vus':
      return runRampingVus(config, host);
    case 'constant-arrival-rate':
    case 'ramping-arrival-rate':
      return runArrivalRate(config, host);
  }
}
