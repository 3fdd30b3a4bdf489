/** Runs the source text of a script through the engine, as the tests need it. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sample } from '../metrics/registry.ts';
import type { Share } from '../options/execution-segment.ts';
import type { RawOptions } from '../options/test-options.ts';
import { prepareTest, type PreparedTest, type TestRequest } from '../run/prepare-test.ts';
import { TestRun, type TestResult } from '../run/test-run.ts';

export interface ScriptRun {
  readonly result: TestResult;
  /** What the script logged, `console.log(a, b)` as `a b`. */
  readonly lines: string[];
  readonly warnings: string[];
  readonly errors: string[];
  readonly samples: Sample[];
  readonly test: PreparedTest;
  /** Values of a metric, or of a sub-metric by its full key. */
  readonly values: (name: string) => Readonly<Record<string, number>>;
}

export interface ScriptSettings {
  readonly env?: Readonly<Record<string, string>>;
  readonly options?: RawOptions;
  readonly ledger?: TestRequest['ledger'];
  readonly secretSources?: readonly string[];
  /** The part of the test that is run. */
  readonly share?: Share;
  /** More files beside the script, by name. */
  readonly files?: Readonly<Record<string, string>>;
  readonly name?: string;
  onPrepared?(run: TestRun, test: PreparedTest): void;
}

/** Rejects as `prepareTest` does. */
export async function runScript(source: string, settings: ScriptSettings = {}): Promise<ScriptRun> {
  const directory = await mkdtemp(join(tmpdir(), 'ws-chaos-script-'));
  try {
    const script = join(directory, settings.name ?? 'script.ts');
    for (const [name, text] of Object.entries(settings.files ?? {}))
      await writeFile(join(directory, name), text);
    await writeFile(script, source);
    return await run(script, settings);
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function run(script: string, settings: ScriptSettings): Promise<ScriptRun> {
  const written: Record<string, string[]> = { info: [], warn: [], error: [], debug: [] };
  const samples: Sample[] = [];
  const test = await prepareTest({
    script,
    env: settings.env ?? {},
    strongerOptions: [settings.options ?? {}],
    log: (level, text) => written[level]?.push(text),
    secretSources: settings.secretSources ?? [],
    ...(settings.ledger === undefined ? {} : { ledger: settings.ledger }),
    ...(settings.share === undefined ? {} : { share: settings.share }),
  });
  test.context.metrics.addOutput((sample) => samples.push(sample));
  const testRun = new TestRun(test);
  settings.onPrepared?.(testRun, test);
  const result = await testRun.run().finally(() => test.program.close());
  return {
    result,
    samples,
    test,
    lines: written['info'] ?? [],
    warnings: written['warn'] ?? [],
    errors: written['error'] ?? [],
    values: (key) => valuesOf(test, key, result.durationMs),
  };
}

function valuesOf(test: PreparedTest, key: string, ms: number): Readonly<Record<string, number>> {
  const { metrics, options } = test.context;
  const metric = metrics.get(key.replace(/\{.*/, ''));
  const sub = metric?.subMetrics.find(({ name }) => name === key);
  const sink = key.includes('{') ? sub?.sink : metric?.sink;
  if (sink === undefined) throw new Error(`no metric ${key}`);
  return sink.values(ms, options.summaryTrendStats);
}
