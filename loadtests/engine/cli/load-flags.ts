/** Flags and `K6_*` variables of `ws-chaos load`, as k6 has them. */

import { parseArgs } from 'node:util';
import { ChaosError } from '../../../harness/contracts/errors.ts';
import type { RawOptions } from '../options/test-options.ts';

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
  readonly isQuiet: boolean;
  readonly includesSystemEnv: boolean;
  readonly workers: number;
  readonly secretSources: readonly string[];
  readonly segment: string | undefined;
  readonly segmentSequence: string | undefined;
}

const flags = {
  help: { type: 'boolean', short: 'h' },
  vus: { type: 'string', short: 'u' },
  duration: { type: 'string', short: 'd' },
  iterations: { type: 'string', short: 'i' },
  stage: { type: 'string', short: 's', multiple: true },
  env: { type: 'string', short: 'e', multiple: true },
  out: { type: 'string', short: 'o', multiple: true },
  tag: { type: 'string', multiple: true },
  config: { type: 'string', short: 'c' },
  'summary-export': { type: 'string' },
  'summary-mode': { type: 'string' },
  'summary-trend-stats': { type: 'string' },
  'summary-time-unit': { type: 'string' },
  quiet: { type: 'boolean', short: 'q' },
  verbose: { type: 'boolean', short: 'v' },
  throw: { type: 'boolean', short: 'w' },
  'no-color': { type: 'boolean' },
  'no-setup': { type: 'boolean' },
  'no-teardown': { type: 'boolean' },
  'no-thresholds': { type: 'boolean' },
  'no-usage-report': { type: 'boolean' },
  'include-system-env-vars': { type: 'string' },
  'insecure-skip-tls-verify': { type: 'boolean' },
  'discard-response-bodies': { type: 'boolean' },
  'user-agent': { type: 'string' },
  'max-redirects': { type: 'string' },
  'min-iteration-duration': { type: 'string' },
  'execution-segment': { type: 'string' },
  'execution-segment-sequence': { type: 'string' },
  'secret-source': { type: 'string', multiple: true },
  workers: { type: 'string' },
} as const;

export const loadUsage = `Usage: ws-chaos load [run|check] <script> [flags]

Runs a script on the k6 API as a load test; \`check\` says how it would run, and why.

  -u, --vus N                       virtual users
  -d, --duration T                  how long (30s, 5m)
  -i, --iterations N                iterations in all, shared among the users
  -s, --stage T:N[,T:N...]          ramp to N users in T; may be repeated
  -e, --env NAME=value              variable of the script (__ENV); may be repeated
      --include-system-env-vars B   false hides the system's variables from the script
  -c, --config FILE                 JSON options weaker than the script's
  -o, --out json=FILE|csv=FILE      every sample; .gz compresses; may be repeated
      --secret-source mock=K=V|file=F  secrets of k6/secrets, kept out of logs; may be repeated
      --tag NAME=value              tag of every sample; may be repeated
      --summary-export FILE         end-of-test summary as JSON
      --summary-mode disabled       no summary
      --summary-trend-stats LIST    avg,min,med,max,count,p(N)
      --summary-time-unit s|ms|us
      --workers N                   spread users over N processes, metrics merged
      --execution-segment A:B       this instance's part, with --execution-segment-sequence
      --min-iteration-duration T
      --no-setup, --no-teardown, --no-thresholds
      --throw, -w                   failed requests throw
      --insecure-skip-tls-verify, --discard-response-bodies
      --user-agent TEXT, --max-redirects N
  -q, --quiet                       nothing but the summary

Exit codes: 0 ok, 99 threshold, 100 setup timeout, 101 teardown timeout, 104 options, 105 signal,
107 script, 108 test.abort, 110 test.fail.
`;

/** Throws CHAOS_ERR_USAGE. */
export function parseLoadFlags(argv: readonly string[]): LoadFlags {
  const { values, positionals } = parse(argv);
  return {
    ...(values.help === true ? { verb: 'help' as const, script: '' } : verbAndScript(positionals)),
    options: optionsOf(values),
    env: pairs(values.env ?? [], '--env'),
    outputs: values.out ?? [],
    hasSummary: values['summary-mode'] !== 'disabled',
    isQuiet: values.quiet === true,
    includesSystemEnv: values['include-system-env-vars'] !== 'false',
    workers: whole(values.workers, '--workers') ?? 1,
    secretSources: values['secret-source'] ?? [],
    configFile: values.config,
    summaryExport: values['summary-export'],
    segment: values['execution-segment'],
    segmentSequence: values['execution-segment-sequence'],
  };
}

function verbAndScript(positionals: readonly string[]): Pick<LoadFlags, 'verb' | 'script'> {
  const verb = positionals[0] === 'check' ? 'check' : 'run';
  const isVerb = verb === 'check' || positionals[0] === 'run';
  const [script, ...more] = isVerb ? positionals.slice(1) : positionals;
  if (script === undefined || more.length > 0)
    throw usage('one script is expected', 'Name a script: ws-chaos load script.ts');
  return { verb, script };
}

/** Options from `K6_*` variables: weaker than flags, stronger than the script. */
export function environmentOptions(env: Readonly<Record<string, string | undefined>>): RawOptions {
  const text = (name: string): string | undefined => env[`K6_${name}`];
  const isOn = (name: string): true | undefined => (text(name) === 'true' ? true : undefined);
  const tags = text('TAGS')
    ?.split(',')
    .map((pair) => pair.replace(':', '='));
  return {
    vus: whole(text('VUS'), 'K6_VUS'),
    duration: text('DURATION'),
    iterations: whole(text('ITERATIONS'), 'K6_ITERATIONS'),
    stages: text('STAGES') === undefined ? undefined : stages(text('STAGES')?.split(',') ?? []),
    tags: tags === undefined ? undefined : pairs(tags, 'K6_TAGS'),
    throw: isOn('THROW'),
    noSetup: isOn('NO_SETUP'),
    noTeardown: isOn('NO_TEARDOWN'),
    noThresholds: isOn('NO_THRESHOLDS'),
    noCookiesReset: isOn('NO_COOKIES_RESET'),
    insecureSkipTLSVerify: isOn('INSECURE_SKIP_TLS_VERIFY'),
    discardResponseBodies: isOn('DISCARD_RESPONSE_BODIES'),
    userAgent: text('USER_AGENT'),
    setupTimeout: text('SETUP_TIMEOUT'),
    teardownTimeout: text('TEARDOWN_TIMEOUT'),
    minIterationDuration: text('MIN_ITERATION_DURATION'),
    summaryTimeUnit: text('SUMMARY_TIME_UNIT'),
    summaryTrendStats: text('SUMMARY_TREND_STATS')?.split(','),
  };
}

function parse(argv: readonly string[]): ReturnType<typeof parseKnown> {
  try {
    return parseKnown(argv);
  } catch (error) {
    throw usage((error as Error).message, 'See ws-chaos load --help for the flags.');
  }
}

function parseKnown(argv: readonly string[]) {
  return parseArgs({ args: [...argv], options: flags, allowPositionals: true, strict: true });
}

function optionsOf(values: ReturnType<typeof parseKnown>['values']): RawOptions {
  const { stage, tag } = values;
  const options = {
    vus: whole(values.vus, '--vus'),
    duration: values.duration,
    iterations: whole(values.iterations, '--iterations'),
    stages: stage === undefined ? undefined : stages(stage.flatMap((each) => each.split(','))),
    tags: tag === undefined ? undefined : pairs(tag, '--tag'),
    throw: values.throw,
    noSetup: values['no-setup'],
    noTeardown: values['no-teardown'],
    noThresholds: values['no-thresholds'],
    insecureSkipTLSVerify: values['insecure-skip-tls-verify'],
    discardResponseBodies: values['discard-response-bodies'],
    userAgent: values['user-agent'],
    maxRedirects: whole(values['max-redirects'], '--max-redirects'),
    minIterationDuration: values['min-iteration-duration'],
    summaryTimeUnit: values['summary-time-unit'],
    summaryTrendStats: values['summary-trend-stats']?.split(','),
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** `5s:10` → `{ duration: '5s', target: 10 }`. */
function stages(texts: readonly string[]): object[] {
  return texts.map((text) => {
    const [duration, target] = text.split(':');
    return { duration, target: whole(target, '--stage') };
  });
}

function pairs(texts: readonly string[], flag: string): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const equals = text.indexOf('=');
      if (equals < 1) throw usage(`${flag} ${text} is not NAME=value`, `Write ${flag} NAME=value.`);
      return [text.slice(0, equals), text.slice(equals + 1)];
    }),
  );
}

function whole(text: string | undefined, flag: string): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text))
    throw usage(`${flag} ${text} is not a whole number`, `Give ${flag} a whole number.`);
  return Number(text);
}

function usage(message: string, help: string): ChaosError {
  return new ChaosError('CHAOS_ERR_USAGE', message, { help });
}
