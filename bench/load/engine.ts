/** The embedded engine as a run of the harness starts it, history events included. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HistoryEvent } from '../../harness/contracts/history.ts';
import type { Plan } from '../../harness/contracts/plan.ts';
import { systemClock } from '../../harness/process/system-clock.ts';
import { embeddedDriver } from '../../loadtests/drivers/embedded.ts';
import { watch, type Used } from './used.ts';

const script = fileURLToPath(new URL('../../loadtests/scripts/echo-five.ts', import.meta.url));
const longestMs = 600_000;

export interface EngineFacts {
  open: number;
  dropped: number;
  received: number;
  /** How late messages left, 99th percentile and longest, milliseconds. */
  latenessP99Ms: number;
  latenessMaxMs: number;
}

/** Runs `echo-five.ts` for `users` users who arrive at `rate` a second; resolves when they have left. */
export async function runEngine(load: {
  readonly url: string;
  readonly users: number;
  readonly rate: number;
}): Promise<{ used: Used; facts: EngineFacts }> {
  const workDirectory = await mkdtemp(join(tmpdir(), 'ws-chaos-bench-'));
  const facts = { open: 0, dropped: 0, received: 0, latenessP99Ms: 0, latenessMaxMs: 0 };
  let end: () => void = () => undefined;
  const over = new Promise<void>((resolve) => (end = resolve));
  const env = { USERS: String(load.users), RATE: String(load.rate) };
  const plan = {
    load: { activity: 'idle', env, users: [], script },
    ...{ lanes: [], faults: [], target: {} },
  };
  const running = await embeddedDriver(systemClock).start({
    plan: plan as unknown as Plan,
    baseDirectory: workDirectory,
    laneUrls: { default: load.url },
    workDirectory,
    durationMs: longestMs,
    onEvents: (events) => {
      for (const event of events) note(event, facts);
      // the last metric of the summary
      if (events.some((event) => isMetric(event, 'send_lateness'))) end();
    },
    onExit: end,
  });
  const used = await watch(running.pid, over);
  await running.stop(1000);
  await rm(workDirectory, { recursive: true });
  return { used, facts };
}

const isMetric = (event: HistoryEvent, name: string): boolean =>
  event.kind === 'load.metric' && event.metric === name;

function note(event: HistoryEvent, facts: EngineFacts): void {
  if (event.kind !== 'load.metric') return;
  const { metric, values } = event;
  const count = values['count'] ?? 0;
  if (metric === 'ws_sessions') facts.open = count;
  else if (metric === 'dropped_iterations') facts.dropped = count;
  else if (metric === 'ws_msgs_received') facts.received = count;
  else if (metric === 'ws_send_lateness') {
    facts.latenessP99Ms = hundredths(values['p(99)'] ?? 0);
    facts.latenessMaxMs = hundredths(values['max'] ?? 0);
  }
}

const hundredths = (ms: number): number => Math.round(ms * 100) / 100;
