/** Everything that can be set about the server, in one flat value with units in the names. */

export interface Settings {
  readonly policy: string;
  readonly defect: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly adminPort: number;
  /** Bearer token of the admin port; a random one where not given. */
  readonly token: string | undefined;

  /** Slots of the server; one connection takes one. */
  readonly managerLimit: number;
  readonly userLimit: number;
  /** Slots beyond the limit that only an enterprise user gets when nothing can be reclaimed. */
  readonly emergencySlots: number;
  /** Slots beyond those, for enterprise and power users, with answers in one piece. */
  readonly degradedSlots: number;
  /** Whether an enterprise user may take the slot of a living user of a lower tier, as the very last resort. */
  readonly evict: boolean;
  /** A user refused this often in a row beyond the own limit is refused unheard for a while. */
  readonly breakerFailures: number;
  readonly breakerMs: number;

  readonly heartbeatMs: number;
  readonly probeMs: number;
  /** Probe interval while somebody waits for a slot. */
  readonly urgentMs: number;
  /** Consecutive misses that make a zombie. */
  readonly misses: number;
  /** An event not acknowledged for this long is sent again. */
  readonly resendMs: number;
  /** How long an upgrade may wait for a slot to be reclaimed. */
  readonly admitWaitMs: number;
  /** Interval of the conservative policy's background cleanup. */
  readonly sweepMs: number;
  /** The conservative policy's idle limit. */
  readonly idleLimitMs: number;
  /** The idle-timeout policy's limit. */
  readonly idleTimeoutMs: number;
  /** From SIGTERM to the last socket. */
  readonly graceMs: number;

  /** Events kept for replay per connection. */
  readonly replayEvents: number;
  /** How long a lost connection can be resumed. */
  readonly resumeMs: number;

  /** What may wait for a client in this process, and for how long. */
  readonly queueBytes: number;
  readonly queueAgeMs: number;
  readonly maxPayloadBytes: number;
  /** Whether permessage-deflate (RFC 7692) is agreed to where a client offers it. */
  readonly deflate: boolean;
  /** From the connect of a socket to the end of its upgrade request. */
  readonly handshakeMs: number;
  /** Close code of a drain: 1001 going away, 1012 service restart. */
  readonly drainCode: number;

  /** Files in PEM; both or none. */
  readonly tlsCert: string | undefined;
  readonly tlsKey: string | undefined;
  /** Origins that may connect, separated by commas; any where not given. */
  readonly origins: string | undefined;
  /** Token clients must bring, as a bearer or as `?access_token=`; none where not given. */
  readonly clientToken: string | undefined;
  readonly log: 'off' | 'warn' | 'info';
}

export const defaults: Settings = {
  policy: 'graduated',
  defect: undefined,
  host: '127.0.0.1',
  port: 3000,
  adminPort: 0,
  token: undefined,
  managerLimit: 20,
  userLimit: 20,
  emergencySlots: 2,
  degradedSlots: 2,
  evict: false,
  breakerFailures: 5,
  breakerMs: 10_000,
  heartbeatMs: 25_000,
  probeMs: 15_000,
  urgentMs: 1000,
  misses: 2,
  resendMs: 2000,
  admitWaitMs: 4000,
  sweepMs: 60_000,
  idleLimitMs: 3_600_000,
  idleTimeoutMs: 120_000,
  graceMs: 5000,
  replayEvents: 512,
  resumeMs: 30_000,
  queueBytes: 1_048_576,
  queueAgeMs: 10_000,
  maxPayloadBytes: 65_536,
  deflate: false,
  handshakeMs: 10_000,
  drainCode: 1001,
  tlsCert: undefined,
  tlsKey: undefined,
  origins: undefined,
  clientToken: undefined,
  log: 'off',
};
