/** What the harness asks the reference server, over its admin port. */

import type { ReadyLine } from '../../target/protocol.ts';
import type {
  Census,
  CleanupRecord,
  EmitFaultMode,
  FaultPoints,
  HealthOpinion,
  TargetControl,
} from '../contracts/target.ts';
import { fetchJson } from './fetch-json.ts';

type Post = (path: string, body: unknown) => Promise<unknown>;

/** Every call has a time limit and rejects with CHAOS_ERR_TARGET_CONTROL. */
export function adminClient({ url, admin, token, pid }: ReadyLine): TargetControl {
  const authorization = `Bearer ${token}`;
  const get = (path: string): Promise<unknown> =>
    fetchJson(admin + path, { headers: { authorization } });
  const post: Post = (path, body) =>
    fetchJson(admin + path, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  let cleanupsRead = 0;
  return {
    url,
    pid,
    census: async () => (await get('/census')) as Census,
    cleanups: async () => {
      const { next, records } = (await get(`/cleanups?since=${String(cleanupsRead)}`)) as {
        readonly next: number;
        readonly records: readonly CleanupRecord[];
      };
      cleanupsRead = next;
      return records;
    },
    faultPoints: faultPoints(post),
  };
}

function faultPoints(post: Post): FaultPoints {
  return {
    armEmit: async (connections, mode: EmitFaultMode, delayMs) => {
      await post('/fault-points/emit', { connections, mode, delayMs });
    },
    disarmEmit: async (connections) => {
      await post('/fault-points/emit/disarm', { connections });
    },
    emitProbe: async (connections, nonce) => {
      await post('/probe', { connections, nonce });
    },
    health: async (connections) =>
      (await post('/health', { connections })) as readonly HealthOpinion[],
  };
}
