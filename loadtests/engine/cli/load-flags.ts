/** What the command line of `ws-chaos load` asks for, with the `K6_*` variables that are no options. */

import { parseArgs } from 'node:util';
import type { ChaosError } from '../../../harness/contracts/errors.ts';
import { nearestNames } from '../../../harness/contracts/nearest-name.ts';
import type { RawOptions } from '../options/test-options.ts';
import { normalised } from './flag-syntax.ts';
import { flagTable } from './flag-table.ts';
import { httpDebug, oneOf, pairs, stages, usage, whole } from './flag-values.ts';

export interface LoadFlags {
  readonly verb: 'run' | 'check' | 'help';
  readonly script: string;
  /** What flags say about options: the strongest layer. */
  readonly options: RawOptions;
  readonly env: Readonly<Record<string, string>>;
  readonly outputs: readonly string[];
  readonly configFile: string | undefined;
  readonly summaryExport: string | undefined;
  readonly hasSummary: boolean;
  /** With each scenario and group apart. */
  readonly isFullSummary: boolean;
  readonly isQuiet: boolean;
  readonly includesSystemEnv: boolean;
  readonly workers: number;
  readonly secretSources: readonly string[];
  readonly segment: string | undefined;
  readonly segmentSequence: string | undefined;
  readonly log: LogFlags;
}

export interface LogFlags {
  /** `stderr`, `stdout`, `none` or `file=PATH[,level=LEVEL]`. */
  readonly output: string;
  readonly format: 'text' | 'json' | 'raw';
  /** File of what scripts log by `console`. */
  readonly consoleFile: string | undefined;
  readonly isVerbose: boolean;
}

type Values = ReturnType<typeof parseKnown>['values'];
type Env = Readonly<Record<string, string | undefined>>;

/** Throws CHAOS_ERR_USAGE. */
export function parseLoadFlags(argv: readonly string[], env: Env = {}): LoadFlags {
  const { values, positionals } = parse(argv);
  return {
    ...(isOn(values.help) === true
      ? { verb: 'help' as const, script: '' }
      : verbAndScript(positionals)),
    options: optionsOf(values),
    env: pairs(values.env ?? [], '--env'),
    outputs: values.out ?? [env['K6_OUT'] ?? []].flat(),
    ...summaryFlags(values, env),
    isQuiet: isOn(values.quiet) === true,
    includesSystemEnv: isOn(values['include-system-env-vars']) !== false,
    workers: whole(values.workers, '--workers', 1) ?? 1,
    secretSources: values['secret-source'] ?? [],
    configFile: values.config,
    summaryExport: values['summary-export'] ?? env['K6_SUMMARY_EXPORT'],
    segment: values['execution-segment'],
    segmentSequence: values['execution-segment-sequence'],
    log: logFlags(values, env),
  };
}

function summaryFlags(values: Values, env: Env): Pick<LoadFlags, 'hasSummary' | 'isFullSummary'> {
  const given = values['summary-mode'] ?? env['K6_SUMMARY_MODE'];
  const mode = oneOf(given, ['compact', 'full', 'disabled'], '--summary-mode');
  const hasSummary = mode !== 'disabled' && isOn(values['no-summary']) !== true;
  return { hasSummary, isFullSummary: hasSummary && mode === 'full' };
}

function logFlags(values: Values, env: Env): LogFlags {
  const format = values['log-format'] ?? env['K6_LOG_FORMAT'];
  return {
    output: values['log-output'] ?? env['K6_LOG_OUTPUT'] ?? 'stderr',
    format: oneOf(format, ['text', 'json', 'raw'], '--log-format') ?? 'text',
    consoleFile: values['console-output'] ?? env['K6_CONSOLE_OUTPUT'],
    isVerbose: isOn(values.verbose) === true,
  };
}

/** Of a switch; undefined where it is not given. */
function isOn(value: string | undefined): boolean | undefined {
  return value === undefined ? undefined : value === 'true';
}

function verbAndScript(positionals: readonly string[]): Pick<LoadFlags, 'verb' | 'script'> {
  const verb = positionals[0] === 'check' ? 'check' : 'run';
  const isVerb = verb === 'check' || positionals[0] === 'run';
  const [script, ...more] = isVerb ? positionals.slice(1) : positionals;
  if (script === undefined || more.length > 0)
    throw usage('one script is expected', 'Name a script: ws-chaos load script.ts');
  return { verb, script };
}

function parse(argv: readonly string[]): ReturnType<typeof parseKnown> {
  const words = normalised(argv);
  try {
    return parseKnown(words);
  } catch (error) {
    throw unparsable(error as Error);
  }
}

function unparsable({ message }: Error): ChaosError {
  const [, flag] = /^Unknown option '([^']+)'/.exec(message) ?? [];
  if (flag === undefined) return usage(message, 'See ws-chaos load --help for the flags.');
  const [near] = nearestNames(flag.replace(/^-+/, ''), Object.keys(flagTable), 1);
  const question = near === undefined || flag.length < 3 ? '' : `Did you mean \`--${near}\`? `;
  return usage(`there is no flag ${flag}`, `${question}See ws-chaos load --help for the flags.`);
}

function parseKnown(words: string[]) {
  return parseArgs({
    ...{ args: words, options: flagTable },
    ...{ allowPositionals: true, strict: true },
  });
}

function optionsOf(values: Values): RawOptions {
  const { stage, tag } = values;
  const options = {
    vus: whole(values.vus, '--vus'),
    duration: values.duration,
    iterations: whole(values.iterations, '--iterations'),
    stages: stage === undefined ? undefined : stages(stage.flatMap((each) => each.split(','))),
    tags: tag === undefined ? undefined : pairs(tag, '--tag'),
    systemTags: values['system-tags']?.split(','),
    throw: isOn(values.throw),
    noSetup: isOn(values['no-setup']),
    noTeardown: isOn(values['no-teardown']),
    noThresholds: isOn(values['no-thresholds']),
    noConnectionReuse: isOn(values['no-connection-reuse']),
    insecureSkipTLSVerify: isOn(values['insecure-skip-tls-verify']),
    discardResponseBodies: isOn(values['discard-response-bodies']),
    userAgent: values['user-agent'],
    maxRedirects: whole(values['max-redirects'], '--max-redirects'),
    rps: whole(values.rps, '--rps'),
    batch: whole(values.batch, '--batch'),
    batchPerHost: whole(values['batch-per-host'], '--batch-per-host'),
    httpDebug: httpDebug(values['http-debug'], '--http-debug'),
    minIterationDuration: values['min-iteration-duration'],
    summaryTimeUnit: oneOf(values['summary-time-unit'], ['s', 'ms', 'us'], '--summary-time-unit'),
    summaryTrendStats: values['summary-trend-stats']?.split(','),
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
