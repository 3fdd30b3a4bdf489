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
  /** From SIGTERM to the last socket. */
  readonly graceMs: number;

  /** Events kept for replay per connection. */
  readonly replayEvents: number;
  readonly maxPayloadBytes: number;
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
  heartbeatMs: 25_000,
  probeMs: 15_000,
  urgentMs: 1000,
  misses: 2,
  resendMs: 2000,
  admitWaitMs: 4000,
  sweepMs: 60_000,
  idleLimitMs: 3_600_000,
  graceMs: 5000,
  replayEvents: 512,
  maxPayloadBytes: 65_536,
};
