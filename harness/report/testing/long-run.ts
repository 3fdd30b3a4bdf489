/** A run of hours as `soak` makes it: thousands of faults, each on other victims, samples every second. */

import type { HistoryEvent } from '../../contracts/history.ts';
import type { Plan, PlannedFault } from '../../contracts/plan.ts';
import type { ReportInput } from '../../contracts/reporter.ts';
import { at } from './sample-clock.ts';
import { samplePlan } from './sample-plan.ts';
import { sampleRun } from './sample-run.ts';

const kinds = ['stalled-emitter', 'one-way-cut', 'half-close', 'silent-event-loss', 'mass-cut'];
const faultEveryMs = 7000;
const faultForMs = 5000;
const victimsOfOne = 3;
const phases = { baselineMs: 10_000, recoveryMs: 20_000 };
/** One second of the server's memory stands out of hours: a thinned chart must not lose it. */
export const peak = { atMs: 1_234_000, residentMB: 777 };

/** What the reporters get of a run this long; every zombie is reclaimed. */
export function longRun(hours: number): ReportInput {
  const plan = longPlan(hours * 3_600_000);
  const events = [...faultEvents(plan), ...sampleEvents(plan)].sort((a, b) => a.atUs - b.atUs);
  const input = sampleRun('good');
  return { ...input, history: { plan, events } };
}

function longPlan(chaosMs: number): Plan {
  const plan = samplePlan();
  const keys = plan.load.users.flatMap(({ id, connections }) =>
    Array.from({ length: connections }, (_, slot) => `${id}.${slot + 1}`),
  );
  const faults = Array.from(
    { length: Math.floor(chaosMs / faultEveryMs) },
    (_, index): PlannedFault => {
      const beginMs = phases.baselineMs + index * faultEveryMs;
      const victims = Array.from(
        { length: victimsOfOne },
        (__, nth) => keys[(index * victimsOfOne + nth) % keys.length] ?? '',
      );
      const inject = kinds[index % kinds.length] ?? '';
      return {
        id: `f${index + 1}`,
        inject,
        beginMs,
        healMs: beginMs + faultForMs,
        victims,
        settings: {},
      };
    },
  );
  const chaosEndMs = phases.baselineMs + chaosMs;
  return {
    ...plan,
    scenario: 'soak',
    faults,
    phases: [
      { name: 'baseline', beginMs: 0, endMs: phases.baselineMs },
      { name: 'chaos', beginMs: phases.baselineMs, endMs: chaosEndMs },
      { name: 'recovery', beginMs: chaosEndMs, endMs: chaosEndMs + phases.recoveryMs },
    ],
  };
}

/** Each victim dies, is reclaimed after a second or so, and comes back as its next incarnation. */
function faultEvents({ faults }: Plan): HistoryEvent[] {
  const incarnations = new Map<string, number>();
  return faults.flatMap(({ id: fault, inject, victims: keys, beginMs, healMs }, index) => {
    const lives = keys.map((key) => {
      const incarnation = incarnations.get(key) ?? 0;
      incarnations.set(key, incarnation + 1);
      return [`${key}.${incarnation}`, `${key}.${incarnation + 1}`] as const;
    });
    const victims = lives.map(([connection]) => connection);
    const proof = { witness: 'tap', facts: {}, zombies: true } as const;
    return [
      { kind: 'fault.begin', fault, inject, victims, plannedMs: beginMs, atUs: at(beginMs) },
      { kind: 'fault.proof', fault, victims, ...proof, atUs: at(beginMs + 100) },
      ...lives.flatMap(([connection, next]) =>
        lifeEvents(connection, next, beginMs + 800 + (index % 40) * 10),
      ),
      { kind: 'fault.heal', fault, atUs: at(healMs) },
      {
        kind: 'fault.healed',
        fault,
        how: 'took it off',
        tookMs: 2,
        clean: true,
        atUs: at(healMs + 2),
      },
    ];
  });
}

function lifeEvents(connection: string, next: string, ms: number): HistoryEvent[] {
  return [
    { kind: 'tap.close-frame', connection, by: 'server', code: 1001, atUs: at(ms) },
    { kind: 'slot.free', connection, atUs: at(ms + 1), seenUntilUs: at(ms - 60) },
    { kind: 'client.closed', connection, code: 1001, by: 'server', atUs: at(ms + 2) },
    { kind: 'tap.end', connection, by: 'server', how: 'fin', atUs: at(ms + 3) },
    { kind: 'socket.gone', connection, atUs: at(ms + 50), seenUntilUs: at(ms - 50) },
    { kind: 'client.connecting', connection: next, atUs: at(ms + 200) },
    { kind: 'tap.open', connection: next, clientPort: 1, serverPort: 2, atUs: at(ms + 203) },
    { kind: 'client.open', connection: next, tookMs: 4, atUs: at(ms + 204) },
  ];
}

function sampleEvents({ phases: planned }: Plan): HistoryEvent[] {
  const endMs = planned.at(-1)?.endMs ?? 0;
  const events: HistoryEvent[] = [
    { kind: 'run.start', planHash: '', seed: 1, wallTime: '2026-01-01T00:00:00Z', atUs: at(0) },
    ...planned.flatMap(({ name: phase, beginMs, endMs: until }): HistoryEvent[] => [
      { kind: 'phase.begin', phase, atUs: at(beginMs) },
      { kind: 'phase.end', phase, atUs: at(until) },
    ]),
  ];
  for (let ms = 1000; ms < endMs; ms += 1000) events.push(...secondEvents(ms));
  return [...events, { kind: 'run.end', reason: 'completed', atUs: at(endMs) }];
}

function secondEvents(ms: number): HistoryEvent[] {
  const wave = Math.round(Math.sin(ms / 60_000) * 5);
  const atUs = at(ms);
  const residentMB = ms === peak.atMs ? peak.residentMB : 120 + wave;
  const starts = { plannedStarts: 19, achievedStarts: 19, dropped: 0, usersActive: 19 };
  return [
    { kind: 'target.resources', descriptors: 60 + wave, residentMB, threads: 11, atUs },
    { kind: 'load.sample', ...starts, loopDelayP99Ms: 2 + wave / 5, loopDelayMaxMs: 9, atUs },
    {
      ...{ kind: 'census', quiescent: false, claimed: 22, limit: 40, reclaimable: 0 },
      ...{ open: 22 + (wave % 3), atUs },
    },
    {
      kind: 'target.cleanup',
      trigger: 'sweep',
      level: 'conservative',
      examined: 22,
      removed: 0,
      atUs,
    },
  ];
}
