/** The flags of `node target/main.ts`: name, kind, and what each is for. */

import type { Settings } from './settings.ts';

interface Named {
  readonly name: string;
  readonly key: keyof Settings;
  readonly summary: string;
}

export type Flag =
  | (Named & { readonly kind: 'text' })
  | (Named & { readonly kind: 'duration' })
  | (Named & { readonly kind: 'count'; readonly min: number; readonly max: number });

const port = { kind: 'count', min: 0, max: 65_535 } as const;
const slots = { kind: 'count', min: 1, max: 1_000_000 } as const;
const duration = { kind: 'duration' } as const;
const text = { kind: 'text' } as const;

export const flags: readonly Flag[] = [
  { name: 'policy', key: 'policy', ...text, summary: 'how zombies are found and slots given' },
  { name: 'defect', key: 'defect', ...text, summary: 'a planted defect' },
  { name: 'host', key: 'host', ...text, summary: 'address to listen on' },
  { name: 'port', key: 'port', ...port, summary: 'port of the WebSocket; 0 = any' },
  { name: 'admin-port', key: 'adminPort', ...port, summary: 'admin port on loopback; 0 = any' },
  { name: 'token', key: 'token', ...text, summary: 'bearer token of the admin port' },
  { name: 'manager-limit', key: 'managerLimit', ...slots, summary: 'slots of the server' },
  { name: 'user-limit', key: 'userLimit', ...slots, summary: 'slots of one user' },
  {
    name: 'emergency-slots',
    key: 'emergencySlots',
    kind: 'count',
    min: 0,
    max: 10_000,
    summary: 'slots beyond the limit for enterprise users',
  },
  { name: 'heartbeat', key: 'heartbeatMs', ...duration, summary: 'interval of pings' },
  { name: 'probe', key: 'probeMs', ...duration, summary: 'interval of functional probes' },
  { name: 'urgent', key: 'urgentMs', ...duration, summary: 'probe interval while users wait' },
  {
    name: 'misses',
    key: 'misses',
    kind: 'count',
    min: 1,
    max: 100,
    summary: 'consecutive misses that make a zombie',
  },
  { name: 'resend', key: 'resendMs', ...duration, summary: 'time to the replay of an event' },
  { name: 'admit-wait', key: 'admitWaitMs', ...duration, summary: 'wait of an upgrade for a slot' },
  { name: 'sweep', key: 'sweepMs', ...duration, summary: 'interval of the background cleanup' },
  { name: 'idle-limit', key: 'idleLimitMs', ...duration, summary: 'idle time that counts as dead' },
  { name: 'grace', key: 'graceMs', ...duration, summary: 'from SIGTERM to the last socket' },
  {
    name: 'replay-events',
    key: 'replayEvents',
    kind: 'count',
    min: 1,
    max: 1_000_000,
    summary: 'events kept for replay per connection',
  },
  {
    name: 'max-payload',
    key: 'maxPayloadBytes',
    kind: 'count',
    min: 125,
    max: 104_857_600,
    summary: 'bytes of the largest message taken from a client',
  },
];

const byName = new Map(flags.map((flag) => [flag.name, flag]));

export function flagNamed(name: string): Flag | undefined {
  return byName.get(name);
}
