/** What a load test shows while it runs: a head, a line a few seconds, a last line. */

import { formatDuration } from '../options/duration.ts';
import { regularDurationMs, type ScenarioConfig } from '../options/scenario-config.ts';
import type { PreparedTest } from '../run/prepare-test.ts';
import type { TestResult, TestRun } from '../run/test-run.ts';
import { endMs, usersAtMost } from '../run/users-needed.ts';
import { alarmEvery, monotonicMs } from '../timers.ts';

const everyMs = 3000;

export interface Progress {
  end(result: TestResult): void;
}

/** Writes to stderr; nothing at all without ports. */
export function showProgress(
  test: PreparedTest,
  run: TestRun,
  ports: { stderr(text: string): void } | undefined,
): Progress {
  if (ports === undefined) return { end: () => undefined };
  const { scenarios } = test.context.options;
  const longestMs = Math.max(...scenarios.map(endMs));
  ports.stderr(
    `${scenarios.length} scenario${scenarios.length === 1 ? '' : 's'}, ${usersAtMost(scenarios, test.context.share)} max VUs, ${formatDuration(longestMs)} max duration (incl. graceful stop):\n`,
  );
  for (const scenario of scenarios) ports.stderr(`  * ${describe(scenario)}\n`);
  const line = (): string => {
    const { completed, interrupted, usersInitialised } = test.context.counts;
    const elapsed = formatElapsed(monotonicMs() - test.context.startedMs);
    return `running (${elapsed}), ${run.usersActive}/${usersInitialised} VUs, ${completed} complete and ${interrupted} interrupted iterations\n`;
  };
  const alarm = alarmEvery(everyMs, () => {
    ports.stderr(line());
  });
  return {
    end: ({ stoppedBy }) => {
      alarm.cancel();
      ports.stderr(line());
      if (stoppedBy !== undefined) ports.stderr(`stopped: ${stoppedBy}\n`);
    },
  };
}

function describe(scenario: ScenarioConfig): string {
  const graceful = `gracefulStop: ${formatDuration(scenario.gracefulStopMs)}`;
  const length = formatDuration(regularDurationMs(scenario));
  switch (scenario.executor) {
    case 'per-vu-iterations':
      return `${scenario.name}: ${scenario.iterations} iterations for each of ${scenario.vus} VUs (maxDuration: ${length}, ${graceful})`;
    case 'shared-iterations':
      return `${scenario.name}: ${scenario.iterations} iterations shared among ${scenario.vus} VUs (maxDuration: ${length}, ${graceful})`;
    case 'constant-vus':
      return `${scenario.name}: ${scenario.vus} looping VUs for ${length} (${graceful})`;
    case 'ramping-vus':
      return `${scenario.name}: Up to ${Math.max(scenario.startVUs, ...scenario.stages.map(({ target }) => target))} looping VUs for ${length} over ${scenario.stages.length} stages (${graceful})`;
    case 'constant-arrival-rate':
      return `${scenario.name}: ${scenario.rate} iterations per ${formatDuration(scenario.timeUnitMs)} for ${length} (maxVUs: ${scenario.preAllocatedVUs}-${scenario.maxVUs}, ${graceful})`;
    case 'ramping-arrival-rate':
      return `${scenario.name}: Up to ${Math.max(scenario.startRate, ...scenario.stages.map(({ target }) => target))} iterations per ${formatDuration(scenario.timeUnitMs)} for ${length} over ${scenario.stages.length} stages (maxVUs: ${scenario.preAllocatedVUs}-${scenario.maxVUs}, ${graceful})`;
  }
}

function formatElapsed(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const seconds = ((ms % 60_000) / 1000).toFixed(1);
  return `${String(minutes).padStart(2, '0')}m${seconds.padStart(4, '0')}s`;
}
