/** `k6/http`. Calls that block on k6 return promises here; the bundler makes the script wait for them. */

import { FileData } from '../http/body.ts';
import { sendBatch, type BatchLimits } from '../http/batch.ts';
import { CookieJar } from '../http/cookie-jar.ts';
import type { Call } from '../http/call.ts';
import { HttpClient, NamedUrl, type ResponseCallback } from '../http/http-client.ts';
import type { HttpResponse } from '../http/response.ts';
import type { VirtualUser } from '../user/virtual-user.ts';

/** Names of `k6/http` that block. */
export const blockingHttp = [
  ...['get', 'head', 'post', 'put', 'patch', 'del', 'options', 'request', 'batch'],
] as const;

/** Methods of its responses that do. */
export const blockingOfResponse = ['submitForm', 'clickLink'] as const;

export const httpNames: readonly string[] = [
  ...blockingHttp,
  ...['asyncRequest', 'url', 'file', 'cookieJar', 'CookieJar', 'expectedStatuses'],
  ...['setResponseCallback', 'FileData'],
];

export function httpModule(user: VirtualUser): Record<string, unknown> {
  const jar = new CookieJar();
  user.cookies = jar;
  const client = new HttpClient(user, jar);
  const send = (call: Call): Promise<HttpResponse> => client.blocked(() => client.request(call));
  const withoutBody =
    (method: string) =>
    (url: unknown, params?: unknown): Promise<HttpResponse> =>
      send({ method, url, params });
  const withBody =
    (method: string) =>
    (url: unknown, body?: unknown, params?: unknown): Promise<HttpResponse> =>
      send({ method, url, body, params });
  return {
    get: withoutBody('GET'),
    head: withoutBody('HEAD'),
    post: withBody('POST'),
    put: withBody('PUT'),
    patch: withBody('PATCH'),
    del: withBody('DELETE'),
    options: withBody('OPTIONS'),
    request: (method: unknown, url: unknown, ...rest: [unknown?, unknown?]) =>
      send({ method: String(method), url, body: rest[0], params: rest[1] }),
    asyncRequest: (method: unknown, url: unknown, ...rest: [unknown?, unknown?]) =>
      client.request({ method: String(method), url, body: rest[0], params: rest[1] }),
    batch: (requests: unknown) => client.blocked(() => batch(client, requests, limitsOf(user))),
    ...requestParts,
    cookieJar: () => jar,
    CookieJar,
    setResponseCallback: (callback: ResponseCallback) => {
      client.expects = callback;
    },
  };
}

/** What makes parts of requests and sends nothing. */
export const requestParts = {
  url: (parts: readonly string[], ...values: unknown[]): NamedUrl => namedUrl(parts, values),
  file: (data: string | ArrayBuffer, ...rest: [string?, string?]): FileData =>
    new FileData(data, ...rest),
  FileData,
  expectedStatuses,
};

/** The result has the shape of the argument. */
async function batch(client: HttpClient, requests: unknown, limits: BatchLimits): Promise<unknown> {
  if (typeof requests !== 'object' || requests === null)
    throw new TypeError('batch() takes an array or an object of requests');
  const calls = Object.values(requests).map((request: unknown) => {
    const call = batchCall(request);
    return { host: new URL(String(call.url)).host, send: () => client.request(call) };
  });
  const responses = await sendBatch(calls, limits);
  if (Array.isArray(requests)) return responses;
  return Object.fromEntries(Object.keys(requests).map((key, index) => [key, responses[index]]));
}

function limitsOf({ context }: VirtualUser): BatchLimits {
  const { batch: atOnce = 20, batchPerHost: perHost = 6 } = context.options.raw;
  const most = (limit: unknown): number => (Number(limit) > 0 ? Number(limit) : Infinity);
  return { atOnce: most(atOnce), perHost: most(perHost) };
}

function batchCall(request: unknown): Call {
  if (typeof request === 'string' || request instanceof NamedUrl)
    return { method: 'GET', url: request };
  if (Array.isArray(request)) {
    const [method, url, body, params] = request as unknown[];
    return { method: String(method), url, body, params };
  }
  const { method = 'GET', url, body, params } = request as Readonly<Record<string, unknown>>;
  return { method: String(method), url, body, params };
}

function namedUrl(parts: readonly string[], values: readonly unknown[]): NamedUrl {
  const url = parts.reduce((text, part, i) => `${text}${String(values[i - 1])}${part}`);
  const name = parts.reduce((text, part) => `${text}\${}${part}`);
  return new NamedUrl(url, name);
}

/** Numbers and `{ min, max }` ranges; the callback carries them as `expected`. */
export function expectedStatuses(
  ...expected: readonly unknown[]
): ((status: number) => boolean) & { readonly expected: readonly unknown[] } {
  const isExpected = (status: number): boolean =>
    expected.some((each) => {
      if (typeof each === 'number') return each === status;
      const { min, max } = each as { readonly min: number; readonly max: number };
      return status >= min && status <= max;
    });
  return Object.assign(isExpected, { expected });
}
