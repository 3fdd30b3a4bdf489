/** Options from `K6_*` variables: weaker than flags, stronger than the script. */

import type { RawOptions } from '../options/test-options.ts';
import { httpDebug, pairs, stages, whole } from './flag-values.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Throws CHAOS_ERR_USAGE. */
export function environmentOptions(env: Env): RawOptions {
  const text = (name: string): string | undefined => env[`K6_${name}`];
  const list = (name: string): string[] | undefined => text(name)?.split(',');
  const number = (name: string): number | undefined => whole(text(name), `K6_${name}`);
  const stageTexts = list('STAGES');
  const tags = list('TAGS')?.map((pair) => pair.replace(':', '='));
  return {
    vus: number('VUS'),
    duration: text('DURATION'),
    iterations: number('ITERATIONS'),
    stages: stageTexts === undefined ? undefined : stages(stageTexts),
    tags: tags === undefined ? undefined : pairs(tags, 'K6_TAGS'),
    systemTags: list('SYSTEM_TAGS'),
    ...switches(env),
    userAgent: text('USER_AGENT'),
    maxRedirects: number('MAX_REDIRECTS'),
    rps: number('RPS'),
    batch: number('BATCH'),
    batchPerHost: number('BATCH_PER_HOST'),
    httpDebug: httpDebug(text('HTTP_DEBUG'), 'K6_HTTP_DEBUG'),
    setupTimeout: text('SETUP_TIMEOUT'),
    teardownTimeout: text('TEARDOWN_TIMEOUT'),
    handleSummaryTimeout: text('HANDLE_SUMMARY_TIMEOUT'),
    minIterationDuration: text('MIN_ITERATION_DURATION'),
    summaryTimeUnit: text('SUMMARY_TIME_UNIT'),
    summaryTrendStats: list('SUMMARY_TREND_STATS'),
    blockHostnames: list('BLOCK_HOSTNAMES'),
    blacklistIPs: list('BLACKLIST_IPS'),
    localIPs: list('LOCAL_IPS'),
    dns: text('DNS'),
  };
}

function switches(env: Env): RawOptions {
  const isOn = (name: string): boolean | undefined => {
    const value = env[`K6_${name}`];
    return value === undefined || value === '' ? undefined : value === 'true' || value === '1';
  };
  return {
    throw: isOn('THROW'),
    noSetup: isOn('NO_SETUP'),
    noTeardown: isOn('NO_TEARDOWN'),
    noThresholds: isOn('NO_THRESHOLDS'),
    noCookiesReset: isOn('NO_COOKIES_RESET'),
    noConnectionReuse: isOn('NO_CONNECTION_REUSE'),
    noVUConnectionReuse: isOn('NO_VU_CONNECTION_REUSE'),
    insecureSkipTLSVerify: isOn('INSECURE_SKIP_TLS_VERIFY'),
    discardResponseBodies: isOn('DISCARD_RESPONSE_BODIES'),
    paused: isOn('PAUSED'),
    linger: isOn('LINGER'),
  };
}
