/** The events of a sample run: a server that reclaims (`good`), one that doesn't (`bad`), one never hurt (`unknown`). */

import type { HistoryEvent } from '../../contracts/history.ts';
import type { Plan, PlannedFault } from '../../contracts/plan.ts';
import { at, type SampleKind } from './sample-clock.ts';
import { sampleServer } from './sample-server.ts';

/** Shapes as the recorder writes them: in the order of `atUs`. */
export function sampleEvents(plan: Plan, kind: SampleKind): readonly HistoryEvent[] {
  const events = [
    ...frame(plan, kind),
    ...plan.load.users.flatMap((user) => connections(plan, user.id)),
    ...plan.faults.flatMap((fault) => faultEvents(fault, kind)),
    ...samples(plan, kind),
    ...(kind === 'bad' ? harm() : healthyEnd()),
  ];
  const known = events.sort((one, other) => one.atUs - other.atUs);
  return [...known, ...sampleServer(plan, kind, known)].sort((one, other) => one.atUs - other.atUs);
}

function frame(plan: Plan, kind: SampleKind): HistoryEvent[] {
  const wallTime = '2026-11-24T08:30:00.000Z';
  return [
    { kind: 'run.start', atUs: at(0), planHash: plan.hash, seed: plan.seed, wallTime },
    { kind: 'target.started', atUs: at(-180), pid: 4711, url: 'ws://127.0.0.1:43117/chat' },
    ...plan.phases.flatMap(({ name: phase, beginMs, endMs }): HistoryEvent[] => [
      { kind: 'phase.begin', atUs: at(beginMs), phase },
      { kind: 'phase.end', atUs: at(endMs), phase },
    ]),
    { kind: 'load.ready', atUs: at(40), users: plan.load.users.length },
    { kind: 'load.log', atUs: at(50), level: 'info', text: 'user mix: 18 users, 27 connections' },
    { kind: 'part.exited', atUs: at(18_200), part: 'load', expected: true, code: 0, signal: null },
    { kind: 'run.end', atUs: at(18_300), reason: kind === 'unknown' ? 'guard' : 'completed' },
  ];
}

function connections(plan: Plan, user: string): HistoryEvent[] {
  const planned = plan.load.users.find(({ id }) => id === user);
  if (planned === undefined || planned.arrival) return [];
  return Array.from({ length: planned.connections }, (_, slot): HistoryEvent[] => {
    const connection = `${user}.${slot + 1}.0`;
    const openMs = 60 + planned.startAfterMs + slot * 25;
    const ports = { clientPort: 50_000 + planned.seed * 4 + slot, serverPort: 40_000 + slot };
    const isVictim = plan.faults.some(({ victims }) => victims.includes(`${user}.${slot + 1}`));
    return [
      { kind: 'client.connecting', atUs: at(openMs), connection },
      { kind: 'tap.open', atUs: at(openMs + 2), connection, ...ports },
      { kind: 'client.open', atUs: at(openMs + 4), connection, tookMs: 3.1 + planned.seed / 100 },
      ...[2, 8, 12]
        .filter((second) => !isVictim || second < 4)
        .map((second): HistoryEvent => ({
          kind: 'client.received',
          atUs: at(second * 1000 + slot * 7),
          connection,
          count: second * 30,
          lastSeq: second * 30,
          repeated: 0,
        })),
      ...(isVictim ? [] : goodbye(connection, 17_800 + planned.startAfterMs / 10)),
    ];
  }).flat();
}

function goodbye(connection: string, ms: number): HistoryEvent[] {
  const counts = { framesUp: 41, framesDown: 512, bytesUp: 5120, bytesDown: 143_000 };
  return [
    { kind: 'tap.close-frame', atUs: at(ms), connection, by: 'client', code: 1000 },
    { kind: 'tap.close-frame', atUs: at(ms + 1), connection, by: 'server', code: 1000 },
    { kind: 'tap.end', atUs: at(ms + 2), connection, by: 'server', how: 'fin' },
    { kind: 'client.closed', atUs: at(ms + 3), connection, code: 1000, by: 'client' },
    { kind: 'tap.closed', atUs: at(ms + 4), connection, ...counts },
  ];
}

function faultEvents(plan: PlannedFault, kind: SampleKind): HistoryEvent[] {
  const fault = plan.id;
  const beginMs = plan.beginMs + 7;
  const victims = plan.victims.map((key) => `${key}.0`);
  const { inject } = plan;
  const halfOpen = inject === 'half-open-socket';
  const reason = 'the server answered the probe: the fault did not bite';
  const proof: HistoryEvent =
    kind === 'unknown'
      ? { kind: 'fault.unproven', atUs: at(beginMs + 1000), fault, victims, reason }
      : {
          kind: 'fault.proof',
          atUs: at(beginMs + 260),
          fault,
          victims,
          witness: halfOpen ? 'kernel: server socket ESTABLISHED, FIN held by the lane' : 'probe',
          facts: halfOpen
            ? { established: victims.length, toxics: ['slow_close', 'bandwidth'] }
            : { healthy: true, hasConnections: true, probesDelivered: 0 },
          zombies: true,
        };
  const vanished = halfOpen
    ? victims.map((connection): HistoryEvent => ({
        kind: 'client.vanished',
        atUs: at(beginMs),
        connection,
      }))
    : [];
  return [
    { kind: 'fault.begin', atUs: at(beginMs), fault, inject, victims, plannedMs: plan.beginMs },
    ...vanished,
    proof,
    { kind: 'fault.heal', atUs: at(plan.healMs + 3), fault },
    {
      kind: 'fault.healed',
      atUs: at(plan.healMs + 45),
      fault,
      how: halfOpen ? 'removed the proxy' : 'disarmed the fault point',
      tookMs: 42,
      clean: true,
    },
  ];
}

function samples(plan: Plan, kind: SampleKind): HistoryEvent[] {
  const planned = plan.load.users.length;
  return Array.from({ length: 18 }, (_, index): HistoryEvent[] => {
    const lag = kind === 'unknown' && index > 5 ? 160 : 4 + (index % 3);
    const started = Math.min(planned, 6 + index * 4);
    const atUs = at(500 + index * 1000);
    const sample: HistoryEvent = {
      kind: 'load.sample',
      atUs,
      plannedStarts: started,
      achievedStarts: kind === 'unknown' ? Math.floor(started * 0.8) : started,
      dropped: kind === 'unknown' ? Math.max(0, index - 5) : 0,
      usersActive: started,
      loopDelayP99Ms: lag,
      loopDelayMaxMs: lag * 1.7,
    };
    const trip = 2 + (index % 4) + (index > 3 && index < 13 ? 3 : 0);
    const values = { count: 120, med: trip, 'p(95)': trip * 2.2, 'p(99)': trip * 3, max: trip * 5 };
    return [
      sample,
      { kind: 'load.metric', atUs, metric: 'chat_round_trip', type: 'trend', values },
    ];
  }).flat();
}

function harm(): HistoryEvent[] {
  const connection = 'signup-3.1.0';
  const priority = 'enterprise-3.1.0';
  const lost = 'enterprise-1.2.0';
  return [
    { kind: 'tap.close-frame', atUs: at(9300), connection, by: 'server', code: 1001 },
    { kind: 'tap.end', atUs: at(9301), connection, by: 'server', how: 'fin' },
    { kind: 'client.closed', atUs: at(9304), connection, code: 1001, by: 'server' },
    {
      kind: 'tap.withheld',
      atUs: at(7200),
      connection: lost,
      direction: 'down',
      opcode: 1,
      bytes: 214,
      index: 118,
    },
    {
      kind: 'tap.neighbour-delivered',
      atUs: at(7226),
      connection: lost,
      direction: 'down',
      index: 119,
    },
    { kind: 'client.gap', atUs: at(7227), connection: lost, fromSeq: 118, toSeq: 118 },
    ...comeback(connection.replace(/0$/, '1')),
    ...[9000, 9700, 11_000, 12_400].flatMap((ms): HistoryEvent[] => [
      { kind: 'client.connecting', atUs: at(ms), connection: priority },
      { kind: 'tap.refused', atUs: at(ms + 3), connection: priority, status: 503 },
      {
        kind: 'client.refused',
        atUs: at(ms + 4),
        connection: priority,
        status: 503,
        reason: 'limit 20 of 20',
      },
    ]),
  ];
}

/** The killed client comes back as its next incarnation. */
function comeback(connection: string): HistoryEvent[] {
  const ports = { clientPort: 54_100, serverPort: 44_100 };
  return [
    { kind: 'client.connecting', atUs: at(9804), connection },
    { kind: 'tap.open', atUs: at(9807), connection, ...ports },
    { kind: 'client.open', atUs: at(9809), connection, tookMs: 5.2 },
    ...goodbye(connection, 17_900),
  ];
}

function healthyEnd(): HistoryEvent[] {
  const connection = 'enterprise-3.1.0';
  const ports = { clientPort: 53_996, serverPort: 43_996 };
  return [
    { kind: 'client.connecting', atUs: at(9000), connection },
    { kind: 'tap.open', atUs: at(9012), connection, ...ports },
    { kind: 'client.open', atUs: at(9014), connection, tookMs: 14 },
    ...goodbye(connection, 17_950),
  ];
}
