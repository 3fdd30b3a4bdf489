/** A worker process: runs its share of the scenarios when told to, and reports sums. */

import { readFileSync } from 'node:fs';
import { serveParent } from '../../../harness/process/serve-parent.ts';
import { evenShares } from '../options/execution-segment.ts';
import { LoadWatch } from '../load-watch.ts';
import { loadExitCodes } from '../run/exit-codes.ts';
import { prepareTest, type PreparedTest } from '../run/prepare-test.ts';
import { TestRun } from '../run/test-run.ts';
import { connectSender, type SampleSender } from './sample-sender.ts';
import type { WorkerReport, WorkerRequest } from './worker-messages.ts';
import { takeReport } from './worker-reports.ts';

const request = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as WorkerRequest;
const marks: { abortedBy?: string; isMarkedFailed: boolean } = { isMarkedFailed: false };
const watch = new LoadWatch();
const lines: WorkerReport['log'][number][] = [];
let started: { readonly test: PreparedTest; readonly run: TestRun } | undefined;
let sender: SampleSender | undefined;

const link = serveParent({
  run: async ({ setupJson }: { setupJson: string | null }): Promise<WorkerReport> => {
    const { test, run } = await ready;
    watch.start();
    await run.runScenarios(setupJson ?? undefined);
    watch.end();
    await sender?.end();
    return report({ test, run });
  },
  report: (): WorkerReport | null => (started === undefined ? null : report(started)),
  stop: ({ reason }: { reason: string }) => {
    started?.run.stop(reason, loadExitCodes.ok);
  },
});

function report({ test, run }: NonNullable<typeof started>): WorkerReport {
  test.context.counts.planned = run.plannedStarts();
  return takeReport(test.context, { ...marks, seconds: watch.take(), log: lines.splice(0) });
}

const ready = prepare();
void ready.then(
  () => {
    link.ready({});
  },
  (error: unknown) => {
    link.failed(error);
  },
);

async function prepare(): Promise<{ test: PreparedTest; run: TestRun }> {
  const { worker, workers, samplesTo, ...rest } = request;
  const share = evenShares(workers)[worker];
  const test = await prepareTest({
    ...rest,
    ...(share === undefined ? {} : { share }),
    log: (level, text, source) => lines.push({ level, text, source }),
  });
  // what the engine says of script and options, the coordinator has said
  lines.splice(0, lines.length, ...lines.filter(({ source }) => source === 'console'));
  if (samplesTo !== undefined) {
    const to = await connectSender(samplesTo);
    test.context.metrics.addOutput((sample) => {
      to.add(sample);
    });
    sender = to;
  }
  const run = new TestRun(test);
  test.onAbort = (reason) => {
    marks.abortedBy = reason;
    run.stop(reason, loadExitCodes.aborted);
  };
  test.onFail = () => {
    marks.isMarkedFailed = true;
  };
  started = { test, run };
  return started;
}
