/** The policies by name, sorted. */

import { conservative } from './conservative.ts';
import { graduated } from './graduated.ts';
import { heartbeat } from './heartbeat.ts';
import { idleTimeout } from './idle-timeout.ts';
import type { Policy } from './policy.ts';

export const policies: ReadonlyMap<string, Policy> = new Map(
  [conservative, graduated, heartbeat, idleTimeout].map((policy) => [policy.name, policy]),
);
