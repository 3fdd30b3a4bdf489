/** What a server says when it turns an upgrade down: status, reason, and when to come back. */

import type { ResponseHead } from './upgrade.ts';

export interface Refusal {
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly reason: string;
  /** False only when the server says so in a JSON body. */
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
}

/** No answer: connection refused, reset, timed out, or nonsense received. */
export function noAnswer(reason: string): Refusal {
  return { status: 0, headers: {}, reason, retryable: true };
}

/** An answer other than 101; a JSON body may carry `reason` (or `error`) and `retryable`. */
export function refusalOf(head: ResponseHead, body: string, wallMs: number): Refusal {
  const said = parseBody(body);
  const retryAfterMs = retryAfter(head.headers['retry-after'], wallMs);
  return {
    status: head.status,
    headers: head.headers,
    reason: said.reason ?? said.error ?? (head.statusText || `status ${head.status}`),
    retryable: said.retryable ?? true,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

function parseBody(body: string): { reason?: string; error?: string; retryable?: boolean } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return {};
  }
  if (typeof parsed !== 'object' || parsed === null) return {};
  const { reason, error, retryable } = parsed as Record<string, unknown>;
  return {
    ...(typeof reason === 'string' ? { reason } : {}),
    ...(typeof error === 'string' ? { error } : {}),
    ...(typeof retryable === 'boolean' ? { retryable } : {}),
  };
}

/** Seconds or an HTTP date. */
function retryAfter(value: string | undefined, wallMs: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - wallMs);
}
