/** Requests of one virtual user: cookies, redirects, metrics, and the errors k6 knows. */

import type { Tags } from '../metrics/registry.ts';
import { TaggedOrigin, textsOf } from '../modules/metrics-module.ts';
import { parseDuration } from '../options/duration.ts';
import { addressOf } from '../socket/address-of.ts';
import type { VirtualUser } from '../user/virtual-user.ts';
import { encodeBody } from './body.ts';
import type { Call } from './call.ts';
import type { CookieJar } from './cookie-jar.ts';
import { authenticated } from './authentication.ts';
import {
  exchange,
  ExchangeFailed,
  type Exchanged,
  type ExchangeRequest,
  type Timings,
} from './exchange.ts';
import { debugText } from './http-debug.ts';
import { paced } from './request-pace.ts';
import { failedResponse, HttpResponse, noTimings, type RequestFacts } from './response.ts';

type Params = Readonly<Record<string, unknown>>;

/** `http.url\`…\``: the URL, and the name under which its requests are counted. */
export class NamedUrl {
  readonly url: string;
  readonly name: string;
  constructor(url: string, name: string) {
    this.url = url;
    this.name = name;
  }
  toString(): string {
    return this.url;
  }
}

export type ResponseCallback = ((status: number) => boolean) | null;

const defaultTimeout = '60s';
const redirects: readonly number[] = [301, 302, 303, 307, 308];

export class HttpClient {
  readonly #user: VirtualUser;
  readonly jar: CookieJar;
  /** Which statuses count as expected. */
  expects: ResponseCallback = (status) => status >= 200 && status < 400;

  /** What forms and links of pages ask for. */
  readonly #sendNext = (call: Call): Promise<HttpResponse> =>
    this.blocked(() => this.request(call));

  constructor(user: VirtualUser, jar: CookieJar) {
    this.#user = user;
    this.jar = jar;
  }

  /** Settles when the answer is there; a failed request resolves with status 0 unless `throw` is on. */
  request(call: Call): Promise<HttpResponse> {
    if (this.#user.phase === 'init') throw new Error('requests cannot be made in the init context');
    return this.#request(call);
  }

  /** The same, with the user's events held back until it settles: for calls that block on k6. */
  blocked<Value>(work: () => Promise<Value>): Promise<Value> {
    const settled = work();
    if (!this.#user.isRunning) return settled;
    this.#user.block();
    return settled.finally(() => {
      this.#user.unblock();
    });
  }

  async #request(call: Call): Promise<HttpResponse> {
    const params = (call.params ?? {}) as Params;
    const name = call.url instanceof NamedUrl ? call.url.name : undefined;
    const { bytes, contentType } = encodeBody(call.body);
    const headers = this.#headers(params, contentType, bytes);
    let step = { method: call.method.toUpperCase(), url: requestUrl(call.url), bytes };
    const most = Number(params['redirects'] ?? this.#user.context.options.maxRedirects);
    for (let hops = 0; ; hops++) {
      const response = await this.#send(step, { headers, params, name });
      const next = hops < most ? redirected(step, response) : undefined;
      if (next === undefined) return response;
      step = next;
    }
  }

  #headers(
    params: Params,
    contentType: string | undefined,
    bytes: Uint8Array | undefined,
  ): Record<string, string> {
    const given = textsOf(params['headers'] ?? {});
    const has = (name: string): boolean =>
      Object.keys(given).some((each) => each.toLowerCase() === name);
    const { userAgent } = this.#user.context.options;
    return {
      ...(userAgent === '' || has('user-agent') ? {} : { 'User-Agent': userAgent }),
      ...(contentType === undefined || has('content-type') ? {} : { 'Content-Type': contentType }),
      ...(bytes === undefined ? {} : { 'Content-Length': String(bytes.byteLength) }),
      ...given,
    };
  }

  async #send(
    step: { method: string; url: URL; bytes: Uint8Array | undefined },
    with_: { headers: Record<string, string>; params: Params; name: string | undefined },
  ): Promise<HttpResponse> {
    const { params, name } = with_;
    const jar = (params['jar'] ?? this.jar) as CookieJar;
    const cookie = [jar.headerFor(step.url.href), ownCookies(params['cookies'])]
      .filter((each) => each !== undefined)
      .join('; ');
    const headers = cookie === '' ? with_.headers : { ...with_.headers, Cookie: cookie };
    const { method, url, bytes } = step;
    const request: RequestFacts = {
      ...{ method, url: url.href, headers },
      body: bytes === undefined ? '' : Buffer.from(bytes).toString(),
    };
    const attempt = (to: URL, more: Readonly<Record<string, string>> = {}): Promise<Exchanged> =>
      this.#exchange({ method, url: to, headers: { ...headers, ...more }, body: bytes }, params);
    try {
      const answer = await authenticated({ method, url, kind: params['auth'] }, attempt);
      this.#debug(request, answer);
      jar.take(url, answer.headers['set-cookie'] ?? []);
      this.#measure({ request, params, name }, answer);
      const how = { type: this.#responseType(params), send: this.#sendNext };
      return new HttpResponse(request, answer, how);
    } catch (error) {
      return this.#failed({ request, params, name }, error);
    }
  }

  /** One request and its answer, when its turn has come; the iteration waits for it. */
  async #exchange(
    wire: Pick<ExchangeRequest, 'method' | 'url' | 'headers' | 'body'>,
    params: Params,
  ): Promise<Exchanged> {
    const turn = paced(this.#user);
    if (turn !== undefined) await turn;
    const { options } = this.#user.context;
    const { done, cancel } = exchange({
      ...wire,
      address: addressOf(wire.url, options),
      timeoutMs: parseDuration(params['timeout'] ?? defaultTimeout, 'timeout'),
      keepsAlive: options.raw['noConnectionReuse'] !== true,
    });
    if (!this.#user.isRunning) return done;
    return done.finally(this.#user.pend(cancel));
  }

  #debug(request: RequestFacts, answer: Exchanged): void {
    const { raw } = this.#user.context.options;
    const { httpDebug } = raw;
    if (typeof httpDebug !== 'string' || httpDebug === '') return;
    this.#user.context.log('info', debugText(request, answer, httpDebug === 'full'));
  }

  #responseType(params: Params): string {
    const { raw } = this.#user.context.options;
    const fallback = raw['discardResponseBodies'] === true ? 'none' : 'text';
    return typeof params['responseType'] === 'string' ? params['responseType'] : fallback;
  }

  #failed(
    of: { request: RequestFacts; params: Params; name: string | undefined },
    error: unknown,
  ): HttpResponse {
    if (!(error instanceof ExchangeFailed)) throw error;
    const { context } = this.#user;
    this.#measure(of, undefined, error);
    const text = `${of.request.method} ${of.request.url}: ${error.message}`;
    if (context.options.throws || of.params['throw'] === true) throw new Error(text);
    context.log('warn', `request failed: ${text}`);
    return failedResponse(of.request, error, this.#sendNext);
  }

  #measure(
    of: { request: RequestFacts; params: Params; name: string | undefined },
    answer: Exchanged | undefined,
    failure?: ExchangeFailed,
  ): void {
    const { metrics, own } = this.#user.context;
    const status = answer?.status ?? 0;
    const expected = this.#isExpected(of.params, status);
    const origin = new TaggedOrigin(this.#user, this.#tags(of, { status, expected, failure }));
    const values = {
      http_reqs: 1,
      ...(expected === undefined ? {} : { http_req_failed: expected ? 0 : 1 }),
      ...timingMetrics(answer?.timings ?? timingsUntil(failure)),
    };
    for (const [name, value] of Object.entries(values)) {
      const metric = metrics.get(name);
      if (metric !== undefined) metrics.add(metric, value, origin);
    }
    if (answer === undefined) return;
    metrics.add(own.dataSent, answer.sentBytes, origin);
    metrics.add(own.dataReceived, answer.receivedBytes, origin);
  }

  #isExpected(params: Params, status: number): boolean | undefined {
    const callback = (params['responseCallback'] ?? this.expects) as ResponseCallback;
    return callback === null ? undefined : status !== 0 && callback(status);
  }

  #tags(
    of: { request: RequestFacts; params: Params; name: string | undefined },
    outcome: { status: number; expected: boolean | undefined; failure: ExchangeFailed | undefined },
  ): Tags {
    const { status, expected, failure } = outcome;
    const given = textsOf(of.params['tags'] ?? {});
    const name = given['name'] ?? of.name;
    return {
      method: of.request.method,
      url: name ?? of.request.url,
      name: of.request.url,
      status: String(status),
      proto: 'HTTP/1.1',
      ...(expected === undefined ? {} : { expected_response: String(expected) }),
      ...(failure === undefined
        ? {}
        : { error: failure.message, error_code: String(failure.errorCode) }),
      ...given,
      ...(name === undefined ? {} : { name }),
    };
  }
}

function requestUrl(raw: unknown): URL {
  const url = URL.parse(String(raw));
  if (url !== null && /^https?:$/.test(url.protocol)) return url;
  throw new TypeError(`invalid URL \`${String(raw)}\`: it must begin with http:// or https://`);
}

function timingsUntil(failure: ExchangeFailed | undefined): Timings {
  return { ...noTimings, duration: failure?.tookMs ?? 0 };
}

function timingMetrics(timings: Timings): Record<string, number> {
  return Object.fromEntries(
    Object.entries(timings).map(([part, value]) => [`http_req_${part}`, value as number]),
  );
}

function redirected(
  step: { method: string; url: URL; bytes: Uint8Array | undefined },
  { status, headers }: HttpResponse,
): { method: string; url: URL; bytes: Uint8Array | undefined } | undefined {
  const location = headers['Location'];
  if (!redirects.includes(status) || location === undefined) return undefined;
  const url = new URL(location, step.url);
  const keepsMethod = status === 307 || status === 308 || step.method === 'HEAD';
  return keepsMethod ? { ...step, url } : { method: 'GET', url, bytes: undefined };
}

/** `cookies: { name: 'value' }` or `{ name: { value } }`. */
function ownCookies(raw: unknown): string | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  const pairs = Object.entries(raw).map(([name, value]: [string, unknown]) => {
    const text =
      typeof value === 'object' && value !== null && 'value' in value ? value.value : value;
    return `${name}=${String(text)}`;
  });
  return pairs.length === 0 ? undefined : pairs.join('; ');
}
