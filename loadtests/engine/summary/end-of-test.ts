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

/** Returns false when `handleSummary` failed or took too long. */
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
  if (ports.exportTo !== undefined)
    await writeFile(ports.exportTo, JSON.stringify(exportedSummary(data), null, 2));
  const own = test.lead.exports['handleSummary'];
  if (typeof own !== 'function') {
    ports.stdout(`${text()}\n`);
    return true;
  }
  const { summaryTimeoutMs } = test.context.options;
  const stage = { user: test.lead, phase: 'summary', timeoutMs: summaryTimeoutMs } as const;
  const outcome = await runStage(stage, () => (own as (data: unknown) => unknown)(data));
  if (outcome.status !== 'completed') {
    if (outcome.status === 'failed') test.context.logException(outcome.error);
    ports.stdout(`${text()}\n`);
    return false;
  }
  await writeAll((outcome.value ?? {}) as Record<string, unknown>, ports);
  return true;
}

async function writeAll(files: Record<string, unknown>, ports: SummaryPorts): Promise<void> {
  for (const [destination, content] of Object.entries(files)) {
    const bytes = content instanceof ArrayBuffer ? new Uint8Array(content) : String(content);
    if (destination === 'stdout') ports.stdout(String(content));
    else if (destination === 'stderr') ports.stderr(String(content));
    else await writeFile(destination, bytes);
  }
}
