/** Arguments of `k6/http` on their way to the engine, which makes the requests of threads. */

import { FileData } from '../../http/body.ts';
import { NamedUrl } from '../../http/http-client.ts';
import { expectedStatuses } from '../../modules/http-module.ts';

/** A cookie jar that is kept by the engine; 0 is the user's own. */
export interface JarHandle {
  readonly jarNumber: number;
}

type Marked =
  | { readonly mark: 'url'; readonly url: string; readonly name: string }
  | {
      readonly mark: 'file';
      readonly data: string | ArrayBuffer;
      readonly filename: string;
      readonly type: string;
    }
  | { readonly mark: 'jar'; readonly number: number }
  | { readonly mark: 'statuses'; readonly expected: readonly unknown[] };

const key = '@ws-chaos';

/** Throws a TypeError for functions that are no `expectedStatuses`. */
export function packArgument(value: unknown): unknown {
  const marked = markOf(value);
  if (marked !== undefined) return { [key]: marked };
  return mapped(value, packArgument);
}

export function unpackArgument(value: unknown, jar: (number: number) => unknown): unknown {
  const marked = (value as { readonly [key]?: Marked } | null | undefined)?.[key];
  if (marked === undefined) return mapped(value, (inner) => unpackArgument(inner, jar));
  if (marked.mark === 'url') return new NamedUrl(marked.url, marked.name);
  if (marked.mark === 'file') return new FileData(marked.data, marked.filename, marked.type);
  if (marked.mark === 'jar') return jar(marked.number);
  return expectedStatuses(...marked.expected);
}

function markOf(value: unknown): Marked | undefined {
  if (value instanceof NamedUrl) return { mark: 'url', url: value.url, name: value.name };
  if (value instanceof FileData) {
    const { data, filename, content_type: type } = value;
    return { mark: 'file', data, filename, type };
  }
  if (typeof value === 'function') {
    const { expected } = value as { readonly expected?: readonly unknown[] };
    if (expected === undefined)
      throw new TypeError('a response callback must come from http.expectedStatuses()');
    return { mark: 'statuses', expected };
  }
  const number = (value as Partial<JarHandle> | null | undefined)?.jarNumber;
  return number === undefined ? undefined : { mark: 'jar', number };
}

/** Copies plain arrays and objects; everything else passes as it is. */
function mapped(value: unknown, change: (inner: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(change);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, change(inner)]));
}
