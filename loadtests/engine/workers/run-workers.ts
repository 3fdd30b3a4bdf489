/** Spreads the scenarios of a test over worker processes and merges what they report, every second and at the end. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild, type Child } from '../../../harness/process/start-child.ts';
import { systemClock } from '../../../harness/process/system-clock.ts';
import { bundleEngine, leanProcess } from '../lean-engine.ts';
import type { LoadWatch } from '../load-watch.ts';
import type { PreparedTest } from '../run/prepare-test.ts';
import type { ScenarioRunner } from '../run/test-run.ts';
import { alarmEvery } from '../timers.ts';
import type { WorkerReport, WorkerRequest } from './worker-messages.ts';
import { mergeReport, sumCounts } from './worker-reports.ts';

const readyWithinMs = 60_000;
const reportEveryMs = 1000;
const longestRunMs = 2 ** 31 - 1;

/** Runs the scenarios in `workers` processes, each with its execution segment of users and iterations. */
export function workersRunner(
  test: PreparedTest,
  order: Omit<WorkerRequest, 'worker'>,
  watch: LoadWatch,
): ScenarioRunner {
  return async ({ setupJson, closing, onAbort, onFail }) => {
    const directory = await mkdtemp(join(tmpdir(), 'ws-chaos-workers-'));
    const children: Child[] = [];
    const latest = new Map<Child, WorkerReport>();
    const take = (child: Child, report: WorkerReport | null): void => {
      if (report === null) return;
      for (const { level, text, source } of report.log) test.context.log(level, text, source);
      for (const second of report.seconds) watch.add(second);
      mergeReport(test.context, report);
      latest.set(child, report);
      sumCounts(test.context, [...latest.values()]);
      if (report.abortedBy !== undefined) onAbort(report.abortedBy);
      if (report.isMarkedFailed) onFail();
    };
    const polling = alarmEvery(reportEveryMs, () => {
      for (const child of children)
        void child.call('report').then(
          (report) => {
            take(child, report as WorkerReport | null);
          },
          () => undefined, // a worker that is gone says so by the end of its run
        );
    });
    try {
      children.push(...(await startWorkers(directory, order)));
      void closing.then(() => {
        for (const child of children)
          child.call('stop', { reason: 'the test ends' }).catch(() => undefined);
      });
      await Promise.all(
        children.map(async (child) => {
          const parameters = { setupJson: setupJson ?? null };
          take(child, (await child.call('run', parameters, longestRunMs)) as WorkerReport);
        }),
      );
    } finally {
      polling.cancel();
      await Promise.all(children.map((child) => child.stop(0)));
      await rm(directory, { recursive: true });
    }
  };
}

async function startWorkers(
  directory: string,
  order: Omit<WorkerRequest, 'worker'>,
): Promise<Child[]> {
  const module = await bundleEngine(directory, 'workers/worker-main.ts');
  return Promise.all(
    Array.from({ length: order.workers }, async (_, worker) => {
      const file = join(directory, `worker-${worker}.json`);
      await writeFile(file, JSON.stringify({ ...order, worker } satisfies WorkerRequest));
      return startChild(systemClock, {
        name: `load worker ${worker + 1}`,
        module,
        args: [file],
        ...leanProcess(process.env),
        readyWithinMs,
        errorCode: 'CHAOS_ERR_LOAD_DIED',
        onEvents: () => undefined,
      });
    }),
  );
}
