/** The rows of the fault matrix: R1 to R8, each a way a connection dies that other detectors are blind to. */

export interface FaultRow {
  readonly row: string;
  /** What people read. */
  readonly fault: string;
  /** As a scenario writes it, without `at` and `on`. */
  readonly inject: string;
  readonly settings: Readonly<Record<string, string | number>>;
  /** `idle`: nothing is in flight towards the victims. */
  readonly activity: 'chat' | 'idle';
}

export const faultRows: readonly FaultRow[] = [
  {
    row: 'R1',
    fault: 'half-close: a FIN, no Close',
    inject: 'half-close',
    settings: {},
    activity: 'chat',
  },
  {
    row: 'R2',
    fault: 'half-open in the kernel, idle',
    inject: 'half-open-socket',
    settings: { mechanism: 'kernel' },
    activity: 'idle',
  },
  {
    row: 'R3',
    fault: 'half-open in the kernel, data in flight',
    inject: 'half-open-socket',
    settings: { mechanism: 'kernel' },
    activity: 'chat',
  },
  { row: 'R4', fault: 'zero window', inject: 'zero-window', settings: {}, activity: 'chat' },
  {
    row: 'R5',
    fault: 'half-open behind a proxy that ACKs',
    inject: 'half-open-socket',
    settings: {},
    activity: 'chat',
  },
  {
    row: 'R6',
    fault: 'a middlebox answers the pings',
    inject: 'pong-spoof',
    settings: {},
    activity: 'chat',
  },
  {
    row: 'R7',
    fault: 'stalled emitter',
    inject: 'stalled-emitter',
    settings: { mode: 'hang' },
    activity: 'chat',
  },
  {
    row: 'R8',
    fault: 'trickle reader',
    inject: 'trickle-reader',
    // a policy without heartbeats may have nothing to say to a user who thinks
    settings: { bytesPerSecond: 20, provoke: 'pings' },
    activity: 'chat',
  },
];

/** A server of the matrix: a policy of the reference server, or a program. */
export interface ServerColumn {
  readonly name: string;
  readonly target: Readonly<Record<string, unknown>>;
  /** Its load, where it does not speak the protocol of the mix. */
  readonly script?: string;
}

const fast = {
  'manager-limit': 40,
  heartbeat: '300ms',
  // slow enough for a fault to be proven before the best server acts on it
  probe: '500ms',
  'idle-timeout': '1500ms',
  'queue-age': '1s',
};

export const referencePolicies = [
  'conservative',
  'idle-timeout',
  'heartbeat',
  'graduated',
] as const;

export function policyColumn(policy: string): ServerColumn {
  return { name: policy, target: { policy, settings: fast } };
}

/** One cell's scenario as JSON, which is YAML too. Ten users, four of them hit. */
export function scenarioOf(row: FaultRow, { name, target, script }: ServerColumn): string {
  const { inject, settings, activity } = row;
  return JSON.stringify(
    {
      name: `matrix-${row.row}-${name.replace(/\W/g, '-')}`.toLowerCase(),
      summary: `${row.fault}, on ${name}`,
      seed: 8,
      target,
      load: {
        users: { enterprise: 2, returning: 8 },
        activity,
        ...(script === undefined ? {} : { script, env: { ACTIVITY: activity } }),
      },
      phases: { baseline: '1s', chaos: '5s', recovery: '500ms' },
      faults: [{ inject, at: '100ms', on: { cohort: 'returning', count: 4 }, ...settings }],
      serviceLevel: { reclaimWithin: '3s', judge: 'socketGone' },
    },
    null,
    2,
  );
}
