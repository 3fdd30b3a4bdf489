/** The flags of `node target/main.ts`: name, kind, and what each is for. */

import type { Settings } from './settings.ts';

export type FlagKind =
  | { readonly kind: 'text' }
  | { readonly kind: 'duration' }
  | { readonly kind: 'count'; readonly min: number; readonly max: number }
  | { readonly kind: 'choice'; readonly values: ReadonlyMap<string, unknown> };

export type Flag = FlagKind & {
  readonly name: string;
  readonly key: keyof Settings;
  readonly summary: string;
};

const text: FlagKind = { kind: 'text' };
const time: FlagKind = { kind: 'duration' };
const count = (min: number, max: number): FlagKind => ({ kind: 'count', min, max });
const choice = (values: Readonly<Record<string, unknown>>): FlagKind => ({
  kind: 'choice',
  values: new Map(Object.entries(values)),
});

/** Name, key, kind, summary. */
const table: readonly (readonly [string, keyof Settings, FlagKind, string])[] = [
  ['policy', 'policy', text, 'how zombies are found and slots given'],
  ['defect', 'defect', text, 'a planted defect'],
  ['host', 'host', text, 'address to listen on'],
  ['port', 'port', count(0, 65_535), 'port of the WebSocket; 0 = any'],
  ['admin-port', 'adminPort', count(0, 65_535), 'admin port on loopback; 0 = any'],
  ['token', 'token', text, 'bearer token of the admin port'],
  ['manager-limit', 'managerLimit', count(1, 1_000_000), 'slots of the server'],
  ['user-limit', 'userLimit', count(1, 1_000_000), 'slots of one user'],
  ['emergency-slots', 'emergencySlots', count(0, 10_000), 'slots beyond the limit, enterprise'],
  ['degraded-slots', 'degradedSlots', count(0, 10_000), 'slots beyond those, reduced service'],
  ['evict', 'evict', choice({ on: true, off: false }), 'enterprise may evict lower tiers'],
  ['breaker-failures', 'breakerFailures', count(1, 1_000_000), 'refusals that open a breaker'],
  ['breaker', 'breakerMs', time, 'how long the breaker of one user stays open'],
  ['heartbeat', 'heartbeatMs', time, 'interval of pings'],
  ['probe', 'probeMs', time, 'interval of functional probes'],
  ['urgent', 'urgentMs', time, 'probe interval while users wait'],
  ['misses', 'misses', count(1, 100), 'consecutive misses that make a zombie'],
  ['resend', 'resendMs', time, 'time to the replay of an event'],
  ['admit-wait', 'admitWaitMs', time, 'wait of an upgrade for a slot'],
  ['sweep', 'sweepMs', time, 'interval of the background cleanup'],
  ['idle-limit', 'idleLimitMs', time, 'idle time that counts as dead'],
  ['idle-timeout', 'idleTimeoutMs', time, 'idle time of the idle-timeout policy'],
  ['grace', 'graceMs', time, 'from SIGTERM to the last socket'],
  ['replay-events', 'replayEvents', count(1, 1_000_000), 'events kept for replay per connection'],
  ['resume', 'resumeMs', time, 'how long a lost connection can be resumed'],
  ['queue-bytes', 'queueBytes', count(1024, 1_073_741_824), 'bytes that may wait for a client'],
  ['queue-age', 'queueAgeMs', time, 'how long a byte may wait for a client'],
  ['max-payload', 'maxPayloadBytes', count(125, 104_857_600), 'bytes of the largest message taken'],
  [
    'deflate',
    'deflate',
    choice({ on: true, off: false }),
    'permessage-deflate where it is offered',
  ],
  ['handshake', 'handshakeMs', time, 'from the connect to the end of the upgrade request'],
  ['drain-code', 'drainCode', choice({ 1001: 1001, 1012: 1012 }), 'Close code of a drain'],
  ['tls-cert', 'tlsCert', text, 'certificate file (PEM)'],
  ['tls-key', 'tlsKey', text, 'key file (PEM)'],
  ['origins', 'origins', text, 'origins that may connect, separated by commas'],
  ['client-token', 'clientToken', text, 'token that clients must bring'],
  ['log', 'log', choice({ off: 'off', warn: 'warn', info: 'info' }), 'JSON lines on stderr'],
];

export const flags: readonly Flag[] = table.map(([name, key, kind, summary]) => ({
  ...kind,
  name,
  key,
  summary,
}));

const byName = new Map(flags.map((flag) => [flag.name, flag]));

export function flagNamed(name: string): Flag | undefined {
  return byName.get(name);
}
