/** The options of a run, from defaults to flags, consolidated and checked. */

import { chooseSystemTags, type SystemTags } from '../metrics/system-tags.ts';
import { parseDuration } from './duration.ts';
import { executionFields, optionWarnings } from './option-support.ts';
import { OptionsError } from './options-error.ts';
import { count, parseScenario, parseStages, parseTexts } from './parse-scenario.ts';
import type { ScenarioConfig } from './scenario-config.ts';

export type RawOptions = Readonly<Record<string, unknown>>;

export interface TestOptions {
  readonly scenarios: readonly ScenarioConfig[];
  readonly thresholds: Readonly<Record<string, unknown>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly setupTimeoutMs: number;
  readonly teardownTimeoutMs: number;
  readonly summaryTimeoutMs: number;
  readonly minIterationDurationMs: number;
  readonly summaryTrendStats: readonly string[];
  readonly systemTags: SystemTags;
  readonly throws: boolean;
  readonly insecureSkipTLSVerify: boolean;
  readonly noCookiesReset: boolean;
  readonly userAgent: string;
  readonly maxRedirects: number;
  readonly hosts: Readonly<Record<string, string>>;
  /** As `exec.test.options` shows them: raw values, shortcuts as `scenarios.default`. */
  readonly raw: RawOptions;
  readonly warnings: readonly string[];
}

const shortcutFields = ['duration', 'iterations', 'stages'];
const executorFields = [...shortcutFields, 'scenarios'];
const defaultTrendStats = ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)'];

/** `layers` from weakest to strongest: config file, script, environment, flags. Throws OptionsError. */
export function consolidate(layers: readonly RawOptions[]): TestOptions {
  const warnings: string[] = [];
  const merged = mergeLayers(layers, warnings);
  const scenarios = scenariosOf(merged);
  const besides = shortcutFields.filter((field) => field in merged && 'scenarios' in merged);
  if (besides.length > 0)
    warnings.push(`${besides.join(', ')} beside \`scenarios\`: the scenarios alone run`);
  warnings.push(...optionWarnings(merged));
  const systemTags = chooseSystemTags(merged['systemTags']);
  if (systemTags.unknown.length > 0)
    warnings.push(`system tags that are not there: ${systemTags.unknown.join(', ')}`);
  const durationOf = (field: string, fallback: string): number =>
    parseDuration(merged[field] ?? fallback, field);
  return {
    scenarios: Object.entries(scenarios).map(([name, raw]) => parseScenario(name, raw)),
    thresholds: thresholdsOf(merged),
    tags: parseTexts(merged['tags'] ?? {}, 'tags'),
    setupTimeoutMs: durationOf('setupTimeout', '60s'),
    teardownTimeoutMs: durationOf('teardownTimeout', '60s'),
    summaryTimeoutMs: durationOf('handleSummaryTimeout', '120s'),
    minIterationDurationMs: durationOf('minIterationDuration', '0s'),
    summaryTrendStats: trendStatsOf(merged['summaryTrendStats']),
    systemTags,
    throws: merged['throw'] === true,
    insecureSkipTLSVerify: merged['insecureSkipTLSVerify'] === true,
    noCookiesReset: merged['noCookiesReset'] === true,
    userAgent: textOr(merged['userAgent'], 'ws-chaos'),
    maxRedirects: count(merged['maxRedirects'] ?? 10, 'maxRedirects', 0),
    hosts: parseTexts(merged['hosts'] ?? {}, 'hosts'),
    raw: { ...withoutExecution(merged), scenarios },
    warnings,
  };
}

function textOr(value: unknown, fallback: string): string {
  return typeof value === 'string' ? value : fallback;
}

function trendStatsOf(value: unknown): readonly string[] {
  if (value === undefined || value === null) return defaultTrendStats;
  const stats = Array.isArray(value) ? (value as unknown[]).map(String) : [];
  const bad = stats.find((name) => !/^(avg|min|med|max|count|p\(\d+(\.\d+)?\))$/.test(name));
  if (stats.length === 0 || bad !== undefined)
    throw OptionsError.of('summaryTrendStats', `cannot hold ${JSON.stringify(bad ?? value)}`);
  return stats;
}

/** Undefined and null count as not given. */
function given(layer: RawOptions): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(layer).filter(([, value]) => value !== undefined && value !== null),
  );
}

function assertObject(layer: unknown): void {
  if (typeof layer === 'object' && !Array.isArray(layer)) return;
  throw new OptionsError('the options of the script are no object', {
    help: 'Write `export const options = { … }`.',
  });
}

function mergeLayers(layers: readonly RawOptions[], warnings: string[]): Record<string, unknown> {
  let merged: Record<string, unknown> = {};
  layers.forEach((raw, index) => {
    assertObject(raw);
    const layer = given(raw);
    const replaces = executorFields.some((field) => field in layer);
    const isBareUsers = 'vus' in layer && index === layers.length - 1 && 'scenarios' in merged;
    if (replaces || isBareUsers) {
      if ('scenarios' in merged && !('scenarios' in layer))
        warnings.push('flags or environment replace the scenarios of the script');
      const vus = merged['vus'];
      merged = withoutExecution(merged);
      if (vus !== undefined) merged['vus'] = vus;
    }
    merged = { ...merged, ...layer };
  });
  return merged;
}

function withoutExecution(options: RawOptions): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options).filter(([field]) => !executionFields.includes(field)),
  );
}

/** `scenarios`, or the shortcut options as the scenario `default`. */
function scenariosOf(options: RawOptions): Readonly<Record<string, unknown>> {
  const { scenarios } = options;
  if (scenarios === undefined) return { default: shortcut(options) };
  if (typeof scenarios !== 'object' || scenarios === null || Object.keys(scenarios).length === 0)
    throw OptionsError.of('scenarios', 'is not an object with at least one scenario');
  return scenarios as Record<string, unknown>;
}

function shortcut(options: RawOptions): object {
  const { vus, duration, iterations, stages } = options;
  if (stages !== undefined) return rampingShortcut(options);
  if (iterations !== undefined) {
    const maxDuration = duration === undefined ? {} : { maxDuration: duration };
    return { executor: 'shared-iterations', vus: vus ?? 1, iterations, ...maxDuration };
  }
  if (duration !== undefined) return { executor: 'constant-vus', vus: vus ?? 1, duration };
  if (vus !== undefined) return { executor: 'shared-iterations', vus, iterations: vus };
  return { executor: 'per-vu-iterations', vus: 1, iterations: 1 };
}

function rampingShortcut({ vus, duration, iterations, stages }: RawOptions): object {
  const other = iterations !== undefined ? 'iterations' : 'duration';
  if (iterations !== undefined || duration !== undefined)
    throw OptionsError.of('stages', `and \`${other}\` contradict each other`);
  parseStages(stages, 'stages');
  return { executor: 'ramping-vus', startVUs: vus ?? 1, stages };
}

function thresholdsOf({ noThresholds, thresholds }: RawOptions): Readonly<Record<string, unknown>> {
  if (noThresholds === true || thresholds === undefined) return {};
  if (typeof thresholds !== 'object' || thresholds === null)
    throw OptionsError.of('thresholds', 'is not an object');
  return thresholds as Record<string, unknown>;
}
