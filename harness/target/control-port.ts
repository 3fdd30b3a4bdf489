/** A port of a server that answers JSON to whoever has its token. */

import { fetchJson } from './fetch-json.ts';

/** Calls have a time limit and reject with CHAOS_ERR_TARGET_CONTROL. */
export interface ControlPort {
  get(path: string): Promise<unknown>;
  post(path: string, body: unknown): Promise<unknown>;
}

export function controlPort(url: string, token: string): ControlPort {
  const authorization = `Bearer ${token}`;
  return {
    get: (path) => fetchJson(url + path, { headers: { authorization } }),
    post: (path, body) =>
      fetchJson(url + path, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
  };
}
