/** Spreads the scenarios of a test over worker processes and merges what they report, every second and at the end. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild, type Child } from '../../../harness/process/start-child.ts';
import { systemClock } from '../../../harness/process/system-clock.ts';
import { bundleEngine, leanProcess } from '../lean-engine.ts';
import type { LoadWatch } from '../load-watch.ts';
import type { SampleMerge } from '../outputs/sample-merge.ts';
import type { PreparedTest } from '../run/prepare-test.ts';
import type { ScenarioRunner } from '../run/test-run.ts';
import { alarmEvery, type Alarm } from '../timers.ts';
import { takeSamples, type SampleIntake } from './sample-intake.ts';
import type { WorkerReport, WorkerRequest } from './worker-messages.ts';
import { mergeReport, sumCounts } from './worker-reports.ts';

const readyWithinMs = 60_000;
const reportEveryMs = 1000;
const longestRunMs = 2 ** 31 - 1;

export type WorkerOrder = Omit<WorkerRequest, 'worker' | 'samplesTo'>;

/**
 * Runs the scenarios in `workers` processes, each with its execution segment of users and iterations. Their samples
 * go into `merge`, where there is one.
 */
export function workersRunner(
  test: PreparedTest,
  order: WorkerOrder,
  { watch, merge }: { readonly watch: LoadWatch; readonly merge?: SampleMerge | undefined },
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
    const polling = pollReports(children, take);
    const intake = merge && (await openIntake(directory, { test, order, merge }));
    try {
      children.push(...(await startWorkers(directory, { ...order, ...intake?.address })));
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
      await intake?.ended;
    } finally {
      polling.cancel();
      intake?.close();
      await Promise.all(children.map((child) => child.stop(0)));
      await rm(directory, { recursive: true });
    }
  };
}

function pollReports(
  children: readonly Child[],
  take: (child: Child, report: WorkerReport | null) => void,
): Alarm {
  return alarmEvery(reportEveryMs, () => {
    for (const child of children)
      void child.call('report').then(
        (report) => {
          take(child, report as WorkerReport | null);
        },
        () => undefined, // a worker that is gone says so by the end of its run
      );
  });
}

async function openIntake(
  directory: string,
  of: {
    readonly test: PreparedTest;
    readonly order: WorkerOrder;
    readonly merge: SampleMerge;
  },
): Promise<SampleIntake & { readonly address: Pick<WorkerRequest, 'samplesTo'> }> {
  const path = join(directory, 'samples');
  const { metrics } = of.test.context;
  const { workers } = of.order;
  const define = metrics.define.bind(metrics);
  const intake = await takeSamples({ path, workers, merge: of.merge, define });
  return { ...intake, address: { samplesTo: path } };
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
