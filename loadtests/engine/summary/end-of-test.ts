/** The end of a test: the script's own summary, or ours. */

import { writeFile } from 'node:fs/promises';
import type { LoadHonesty } from '../load-watch.ts';
import type { Breakdown } from '../metrics/breakdown.ts';
import type { PreparedTest } from '../run/prepare-test.ts';
import { runStage, type TestResult } from '../run/test-run.ts';
import { exportedSummary, summaryData } from './summary-data.ts';
import { textSummary } from './text-summary.ts';

export interface SummaryPorts {
  stdout(text: string): void;
  stderr(text: string): void;
  /** Path of `--summary-export`. */
  readonly exportTo?: string;
}

/** Returns false when `handleSummary` failed or took too long, or a file could not be written. */
export async function summarise(
  test: PreparedTest,
  result: TestResult & {
    readonly load?: LoadHonesty;
    readonly breakdown?: Breakdown | undefined;
  },
  ports: SummaryPorts,
): Promise<boolean> {
  const data = summaryData(test.context, result);
  const text = (): string => textSummary(data, { isCompact: result.breakdown === undefined });
  const isExported =
    ports.exportTo === undefined ||
    (await written(test, ports.exportTo, JSON.stringify(exportedSummary(data), null, 2)));
  const own = test.lead.exports['handleSummary'];
  if (typeof own !== 'function') {
    ports.stdout(`${text()}\n`);
    return isExported;
  }
  const { summaryTimeoutMs } = test.context.options;
  const stage = { user: test.lead, phase: 'summary', timeoutMs: summaryTimeoutMs } as const;
  const outcome = await runStage(stage, () => (own as (data: unknown) => unknown)(data));
  if (outcome.status !== 'completed') {
    if (outcome.status === 'failed') test.context.logException(outcome.error);
    ports.stdout(`${text()}\n`);
    return false;
  }
  const destinations = Object.entries((outcome.value ?? {}) as Record<string, unknown>);
  const done = await Promise.all(
    destinations.map(([destination, content]) => put({ test, destination, content }, ports)),
  );
  return isExported && done.every(Boolean);
}

async function put(
  of: { test: PreparedTest; destination: string; content: unknown },
  ports: SummaryPorts,
): Promise<boolean> {
  const { test, destination, content } = of;
  if (destination === 'stdout') ports.stdout(String(content));
  else if (destination === 'stderr') ports.stderr(String(content));
  else {
    const bytes = content instanceof ArrayBuffer ? new Uint8Array(content) : String(content);
    return written(test, destination, bytes);
  }
  return true;
}

/** A test is not lost because its summary has no place: what went wrong is logged. */
async function written(
  { context }: PreparedTest,
  path: string,
  content: string | Uint8Array,
): Promise<boolean> {
  try {
    await writeFile(path, content);
    return true;
  } catch (error) {
    context.log('error', `the summary cannot be written: ${(error as Error).message}`);
    return false;
  }
}
