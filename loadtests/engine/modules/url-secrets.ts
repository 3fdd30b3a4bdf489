/** Secrets from a server (`--secret-source=url=…`): fetched when asked for, retried, kept for the rest of the test. */

import { readFileSync } from 'node:fs';
import { exchange, ExchangeFailed, type Exchanged } from '../http/exchange.ts';
import { select } from '../http/response.ts';
import { parseDuration } from '../options/duration.ts';
import { OptionsError } from '../options/options-error.ts';
import { alarmAfter, monotonicMs } from '../timers.ts';
import { addressOf } from '../socket/address-of.ts';
import { seededRandom } from './seeded-random.ts';

export type Env = Readonly<Record<string, string | undefined>>;

export const urlSecretsPrefix = 'K6_SECRET_SOURCE_URL_';

/** Defaults, which also say what there is. */
const defaults: Readonly<Record<string, string>> = {
  ...{ urlTemplate: '', method: 'GET', responsePath: '', timeout: '30s' },
  ...{ requestsPerMinuteLimit: '300', requestsBurst: '10', maxRetries: '3', retryBackoff: '1s' },
};
const maxJitterMs = 1000;

interface Settings {
  readonly texts: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

export class UrlSecrets {
  readonly #settings: Settings;
  readonly #timeoutMs: number;
  readonly #backoffMs: number;
  readonly #maxRetries: number;
  readonly #intervalMs: number;
  readonly #burst: number;
  readonly #random = seededRandom(1);
  readonly #known = new Map<string, Promise<string>>();
  /** When the next request would be due if all of them went evenly spaced. */
  #dueMs = 0;

  /** `inline` are the parts between the commas. Throws an OptionsError. */
  constructor(inline: readonly string[], env: Env) {
    this.#settings = settingsOf(inline, env);
    const { texts } = this.#settings;
    if (!/^https?:\/\/.*\{key\}/.test(texts['urlTemplate'] ?? ''))
      throw new OptionsError('a URL secret source needs a `urlTemplate` with `{key}` in it');
    this.#timeoutMs = parseDuration(texts['timeout'], 'timeout');
    this.#backoffMs = parseDuration(texts['retryBackoff'], 'retryBackoff');
    this.#maxRetries = wholeOf(texts, 'maxRetries', 0);
    this.#intervalMs = 60_000 / wholeOf(texts, 'requestsPerMinuteLimit', 1);
    this.#burst = wholeOf(texts, 'requestsBurst', 1);
  }

  /** Rejects with an Error that holds neither the URL nor what the server said. */
  get(key: string): Promise<string> {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const fetched = this.#fetch(key);
    this.#known.set(key, fetched);
    // a later call may have more luck
    fetched.catch(() => this.#known.delete(key));
    return fetched;
  }

  async #fetch(key: string): Promise<string> {
    for (let attempt = 0; ; attempt++) {
      await this.#turn();
      const fault = await this.#attempt(key);
      if ('secret' in fault) return fault.secret;
      if (!fault.isTransient || attempt === this.#maxRetries) throw new Error(fault.reason);
      await after(this.#waitMs(attempt + 1));
    }
  }

  /** Requests beyond the burst wait for their minute's share. */
  #turn(): Promise<void> {
    const nowMs = monotonicMs();
    this.#dueMs = Math.max(this.#dueMs, nowMs) + this.#intervalMs;
    return after(this.#dueMs - nowMs - this.#intervalMs * this.#burst);
  }

  /** The base to the power of the attempt, in seconds, and some chance. */
  #waitMs(attempt: number): number {
    const jitterMs = this.#random() * Math.min(maxJitterMs, this.#backoffMs);
    return (this.#backoffMs / 1000) ** attempt * 1000 + jitterMs;
  }

  async #attempt(
    key: string,
  ): Promise<{ secret: string } | { reason: string; isTransient: boolean }> {
    const { texts, headers } = this.#settings;
    const url = new URL((texts['urlTemplate'] ?? '').replaceAll('{key}', encodeURIComponent(key)));
    const { done } = exchange({
      ...{ url, headers, method: texts['method'] ?? '', body: undefined, keepsAlive: true },
      address: addressOf(url, { hosts: {}, insecureSkipTLSVerify: false }),
      timeoutMs: this.#timeoutMs,
    });
    try {
      return this.#secretIn(await done);
    } catch (error) {
      if (!(error instanceof ExchangeFailed)) throw error;
      return { reason: error.message, isTransient: true };
    }
  }

  #secretIn({
    status,
    body,
  }: Exchanged): { secret: string } | { reason: string; isTransient: boolean } {
    if (status < 200 || status > 299)
      return {
        reason: `the server answered ${status}`,
        isTransient: status >= 500 || status === 429,
      };
    const path = this.#settings.texts['responsePath'] ?? '';
    if (path === '') return { secret: body.toString() };
    const value = jsonAt(body.toString(), path);
    if (typeof value === 'string' || typeof value === 'number') return { secret: String(value) };
    return { reason: `no text at \`${path}\` in the answer`, isTransient: false };
  }
}

function jsonAt(text: string, path: string): unknown {
  try {
    return select(JSON.parse(text), path.split('.'));
  } catch {
    return undefined;
  }
}

/** Environment, then the file that `config` names, then what is inline. */
function settingsOf(inline: readonly string[], env: Env): Settings {
  const pairs = inline.map(pairOf);
  const file = pairs.find(([name]) => name === 'config')?.[1];
  const given = [
    ...environmentPairs(env),
    ...(file === undefined ? [] : filePairs(file)),
    ...pairs.filter(([name]) => name !== 'config'),
  ];
  const headers: Record<string, string> = {};
  const texts: Record<string, string> = { ...defaults };
  for (const [name, value] of given) {
    const header = /^headers\.(.+)$/.exec(name)?.[1];
    if (header !== undefined) headers[header] = value;
    else if (name in defaults) texts[name] = value;
    else throw new OptionsError(`a URL secret source has no parameter \`${name}\``);
  }
  return { texts, headers };
}

function environmentPairs(env: Env): [string, string][] {
  return Object.entries(env).flatMap(([variable, value]): [string, string][] => {
    if (!variable.startsWith(urlSecretsPrefix) || value === undefined) return [];
    const name = variable.slice(urlSecretsPrefix.length);
    if (name.startsWith('HEADER_'))
      return [[`headers.${name.slice('HEADER_'.length).replaceAll('_', '-')}`, value]];
    const camel = name
      .toLowerCase()
      .replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    return [[camel, value]];
  });
}

function filePairs(path: string): [string, string][] {
  try {
    const { headers = {}, ...rest } = JSON.parse(readFileSync(path, 'utf8')) as {
      headers?: Record<string, unknown>;
    };
    const named = Object.entries(headers).map(([name, value]) => [`headers.${name}`, value]);
    return [...Object.entries(rest), ...named].map(([name, value]) => [
      String(name),
      String(value),
    ]);
  } catch (error) {
    throw new OptionsError(`cannot read the URL secret source: ${(error as Error).message}`);
  }
}

function pairOf(text: string): [string, string] {
  const equals = text.indexOf('=');
  // the text may hold a secret
  if (equals < 1)
    throw new OptionsError('a parameter of a URL secret source is not written as `name=value`');
  return [text.slice(0, equals), text.slice(equals + 1)];
}

function wholeOf(texts: Settings['texts'], name: string, least: number): number {
  const value = Number(texts[name]);
  if (!Number.isInteger(value) || value < least)
    throw new OptionsError(
      `\`${name}\` of a URL secret source must be a whole number from ${least}`,
    );
  return value;
}

function after(ms: number): Promise<void> {
  return ms <= 0 ? Promise.resolve() : new Promise((resolve) => void alarmAfter(ms, resolve));
}
