/** The `Response` of `k6/http`. */

import { parseHtml, type Selection } from '../html/selection.ts';
import type { Call } from './call.ts';
import { canonicalName } from './header-names.ts';
import type { Exchanged, Timings } from './exchange.ts';
import { formCall, linkCall, type FormOptions, type LinkOptions } from './page-calls.ts';

export interface RequestFacts {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Of a request that got no answer. */
export const noTimings: Timings = {
  ...{ blocked: 0, connecting: 0, tls_handshaking: 0, sending: 0, waiting: 0 },
  ...{ receiving: 0, duration: 0 },
};

export class HttpResponse {
  readonly status: number;
  readonly status_text: string;
  readonly body: string | ArrayBuffer | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: Readonly<Record<string, { name: string; value: string }[]>>;
  readonly url: string;
  readonly proto: string;
  readonly remote_ip: string;
  readonly remote_port: number;
  readonly timings: Timings;
  readonly error: string;
  readonly error_code: number;
  readonly request: RequestFacts;
  readonly #send: (call: Call) => unknown;

  /** `type` is `text`, `binary` or `none`. */
  constructor(
    request: RequestFacts,
    answer: Exchanged,
    { type, send }: { readonly type: string; readonly send: (call: Call) => unknown },
  ) {
    this.#send = send;
    this.request = request;
    this.url = request.url;
    this.status = answer.status;
    this.status_text = `${answer.status} ${answer.statusText}`;
    this.body = bodyOf(answer.body, type);
    this.headers = canonical(answer.rawHeaders);
    this.cookies = cookiesOf(answer.headers['set-cookie'] ?? []);
    this.proto = 'HTTP/1.1';
    this.remote_ip = answer.remoteAddress;
    this.remote_port = answer.remotePort;
    this.timings = answer.timings;
    this.error = '';
    this.error_code = answer.status >= 400 ? 1000 + answer.status : 0;
  }

  /** The whole body, or what a path like `a.b.0` or `list.#.name` selects; undefined when it is not there. */
  json(selector?: string): unknown {
    const whole: unknown = JSON.parse(textOf(this.body));
    return selector === undefined ? whole : select(whole, selector.split('.'));
  }

  /** The page, or what a selector finds in it. */
  html(selector?: string): Selection {
    const page = parseHtml(textOf(this.body));
    return selector === undefined ? page : page.find(selector);
  }

  /** Sends a form of the page as if it had been filled in. Throws an Error where there is none. */
  submitForm(options?: FormOptions): unknown {
    return this.follow(formCall(this, options));
  }

  /** Gets what a link of the page leads to. Throws an Error where there is none. */
  clickLink(options?: LinkOptions): unknown {
    return this.follow(linkCall(this, options));
  }

  /** Makes the next request, for the same user. */
  protected follow(call: Call): unknown {
    return this.#send(call);
  }
}

function textOf(body: string | ArrayBuffer | null): string {
  return typeof body === 'string' ? body : Buffer.from(body ?? new ArrayBuffer(0)).toString();
}

/** No answer came. */
export function failedResponse(
  request: RequestFacts,
  { message, errorCode }: { readonly message: string; readonly errorCode: number },
  send: (call: Call) => unknown,
): HttpResponse {
  const response = new HttpResponse(
    request,
    {
      ...{ status: 0, statusText: '', headers: {}, rawHeaders: [], body: Buffer.alloc(0) },
      ...{ timings: noTimings, remoteAddress: '', remotePort: 0, sentBytes: 0, receivedBytes: 0 },
    },
    { type: 'text', send },
  );
  return Object.assign(response, {
    ...{ error: message, error_code: errorCode },
    ...{ body: null, status_text: '' },
  });
}

function bodyOf(body: Buffer, type: string): string | ArrayBuffer | null {
  if (type === 'none') return null;
  return type === 'binary' ? new Uint8Array(body).buffer : body.toString('utf8');
}

/** Names canonical, repeated ones joined. */
function canonical(raw: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let i = 0; i < raw.length; i += 2) {
    const name = canonicalName(raw[i] ?? '');
    const value = raw[i + 1] ?? '';
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  return headers;
}

function cookiesOf(lines: readonly string[]): Record<string, { name: string; value: string }[]> {
  const cookies: Record<string, { name: string; value: string }[]> = {};
  for (const line of lines) {
    const [, name, value] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) (cookies[name] ??= []).push({ name, value });
  }
  return cookies;
}

/** What a path like `a.b.0` or `list.#.name`, split at its dots, selects; undefined when it is not there. */
export function select(value: unknown, path: readonly string[]): unknown {
  const [head, ...rest] = path;
  if (head === undefined) return value;
  if (head === '#') {
    if (!Array.isArray(value)) return undefined;
    return rest.length === 0 ? value.length : value.map((each) => select(each, rest));
  }
  if (typeof value !== 'object' || value === null) return undefined;
  return select((value as Record<string, unknown>)[head], rest);
}
