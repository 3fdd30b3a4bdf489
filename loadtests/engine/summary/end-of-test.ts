/** The end of a test: the script's own summary, or ours. */

import { writeFile } from 'node:fs/promises';
import { messageOf } from '../../../harness/contracts/errors.ts';
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

const shape = 'return { stdout: text, "file.json": JSON.stringify(data) }';
const place = 'name a file in a directory that is there and can be written to';

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
  const value = outcome.value ?? {};
  if (typeof value !== 'object') {
    test.context.log(
      'error',
      `handleSummary returned ${JSON.stringify(value)}, which is no object: ${shape}`,
    );
    ports.stdout(`${text()}\n`);
    return false;
  }
  const done = await Promise.all(
    Object.entries(value).map(([destination, content]: [string, unknown]) =>
      put({ test, destination, content }, ports),
    ),
  );
  return isExported && done.every(Boolean);
}

async function put(
  of: { test: PreparedTest; destination: string; content: unknown },
  ports: SummaryPorts,
): Promise<boolean> {
  const { test, destination, content } = of;
  const bytes = content instanceof ArrayBuffer ? new Uint8Array(content) : content;
  if (typeof bytes !== 'string' && !(bytes instanceof Uint8Array)) {
    test.context.log('error', `handleSummary: what goes to ${destination} is no text: ${shape}`);
    return false;
  }
  if (destination !== 'stdout' && destination !== 'stderr')
    return written(test, destination, bytes);
  ports[destination](typeof bytes === 'string' ? bytes : new TextDecoder().decode(bytes));
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
    context.log('error', `the summary cannot be written: ${messageOf(error)}; ${place}`);
    return false;
  }
}
