/** The embedded engine as a run of the harness starts it, history events included. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HistoryEvent } from '../../harness/contracts/history.ts';
import { systemClock } from '../../harness/process/system-clock.ts';
import { EngineChild } from '../../loadtests/drivers/engine-child.ts';
import type { EngineRequest } from '../../loadtests/engine/engine-request.ts';
import { bundleEngine } from '../../loadtests/engine/lean-engine.ts';
import { compileScript } from '../../loadtests/engine/script/compile-script.ts';
import type { CompiledScript } from '../../loadtests/engine/script/compiled-script.ts';

const echoFive = fileURLToPath(new URL('../../loadtests/scripts/echo-five.ts', import.meta.url));
const longestMs = 600_000;
const stopWithinMs = 10_000;

export interface EngineFacts {
  open: number;
  dropped: number;
  received: number;
  /** How late messages left, 99th percentile and longest, milliseconds. */
  latenessP99Ms: number;
  latenessMaxMs: number;
}

/** What is made once before the users come: the engine as one file, and the script. */
export interface BuiltEngine {
  readonly directory: string;
  readonly engineFile: string;
  readonly script: CompiledScript;
}

export async function buildEngine(): Promise<BuiltEngine> {
  const directory = await mkdtemp(join(tmpdir(), 'ws-chaos-bench-'));
  const script = await compileScript(echoFive);
  return { directory, engineFile: await bundleEngine(directory), script };
}

export function removeEngine({ directory }: BuiltEngine): Promise<void> {
  return rm(directory, { recursive: true });
}

/** Runs `echo-five.ts` for `users` users who arrive at `rate` a second; resolves when the process has ended. */
export async function runEngine(
  { directory, engineFile, script }: BuiltEngine,
  load: { readonly url: string; readonly users: number; readonly rate: number },
  started: (pid: number) => void,
): Promise<EngineFacts> {
  const facts = { open: 0, dropped: 0, received: 0, latenessP99Ms: 0, latenessMaxMs: 0 };
  const { promise: over, resolve: end } = Promise.withResolvers<undefined>();
  const order: EngineRequest = {
    script,
    env: { WS_URL: load.url, USERS: String(load.users), RATE: String(load.rate) },
    ...{ defaults: {}, users: [], lanes: [], laneUrls: { default: load.url } },
    durationMs: longestMs,
  };
  const requestFile = join(directory, 'load-request.json');
  await writeFile(requestFile, JSON.stringify(order));
  const child = await EngineChild.start(systemClock, {
    engineFile,
    requestFile,
    onEvents: (events) => {
      for (const event of events) note(event, facts);
      // the last metric of the summary
      if (events.some((event) => isMetric(event, 'send_lateness'))) end(undefined);
    },
  });
  started(child.pid);
  await Promise.race([over, child.exited]);
  await child.stop(stopWithinMs);
  return facts;
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
