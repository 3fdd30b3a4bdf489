/** What becomes of each option a k6 script may have: applied, said to be left out, or refused. */

import { nearestNames } from '../../../harness/contracts/nearest-name.ts';
import { OptionsError } from './options-error.ts';

/** Options that decide how many users run how long: a layer that sets one of them replaces them all. */
export const executionFields: readonly string[] = [
  ...['vus', 'duration', 'iterations', 'stages', 'scenarios'],
];

const applied: readonly string[] = [
  ...executionFields,
  ...['thresholds', 'tags', 'setupTimeout', 'teardownTimeout', 'handleSummaryTimeout'],
  ...['minIterationDuration', 'summaryTrendStats', 'summaryTimeUnit', 'systemTags', 'throw'],
  ...['insecureSkipTLSVerify', 'noCookiesReset', 'userAgent', 'maxRedirects', 'hosts', 'batch'],
  ...['batchPerHost', 'discardResponseBodies', 'noConnectionReuse', 'rps', 'httpDebug'],
  ...['noThresholds', 'noSetup', 'noTeardown'],
];

/** Without any meaning here: nothing is reported, and there is no cloud. */
const harmless: readonly string[] = ['noUsageReport', 'cloud', 'ext'];

/** The test is the same without them, or nearly. */
const leftOut: Readonly<Record<string, string>> = {
  dns: 'names are resolved by the operating system, without a cache of ours',
  noVUConnectionReuse: 'HTTP connections are kept by the process; `noConnectionReuse` keeps none',
  tlsVersion: 'TLS versions are those of Node (1.2 and 1.3)',
  tlsCipherSuites: 'cipher suites are those of Node',
  tlsAIAFetch: 'missing certificates are not fetched',
  linger: 'there is no REST API to linger for',
  executionSegment: 'give it as a flag, or use `--workers`',
  executionSegmentSequence: 'give it as a flag, or use `--workers`',
};

/** Without them the test would be another one, or send what it must not. */
const refused: Readonly<Record<string, string>> = {
  blacklistIPs: 'this engine blocks no addresses; leave it out, or let a firewall do it',
  blockHostnames: 'this engine blocks no names; point them to a closed port by `hosts`',
  localIPs: 'connections leave by the address the system chooses',
  tlsAuth: 'client certificates are not sent; run the script with --engine k6',
  paused: 'there is no REST API to resume it by',
};

const known: readonly string[] = [
  ...[...applied, ...harmless],
  ...[...Object.keys(leftOut), ...Object.keys(refused)],
];

function unknownOption(name: string): string {
  const [near] = nearestNames(name, applied, 1);
  const question = near === undefined ? '' : `; did you mean \`${near}\`?`;
  return `unknown option \`${name}\` is ignored${question}`;
}

/** Warnings for the options of a test. Throws an OptionsError for one that is refused. */
export function optionWarnings(options: Readonly<Record<string, unknown>>): string[] {
  const warnings: string[] = [];
  for (const [name, value] of Object.entries(options)) {
    const isOff = value === false || (Array.isArray(value) && value.length === 0);
    const reason = refused[name];
    if (reason !== undefined && !isOff) throw OptionsError.of(name, `is not supported: ${reason}`);
    const instead = leftOut[name];
    if (instead !== undefined && !isOff) warnings.push(`\`${name}\` is not applied: ${instead}`);
    if (!known.includes(name)) warnings.push(unknownOption(name));
  }
  return warnings;
}
