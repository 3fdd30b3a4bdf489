/** A fluent builder of histories: what happened, in milliseconds, as a story a test can be read by. */

import type { RunHistory } from '../contracts/checker.ts';
import type { EventOf, HistoryEvent, HistoryKind } from '../contracts/history.ts';
import type { Plan, PlannedFault } from '../contracts/plan.ts';
import type { PhaseName, ServiceLevel } from '../contracts/scenario.ts';

type Rest<Event> = Event extends HistoryEvent ? Omit<Event, 'kind' | 'atUs'> : never;
/** The fields of an event beside its kind and time. */
export type FieldsOf<Kind extends HistoryKind> = Rest<EventOf<Kind>>;

export interface HistoryBuilder {
  /** Moves the story's clock to `ms` after the start. */
  at(ms: number): HistoryBuilder;
  /** Moves the story's clock on by `ms`. */
  after(ms: number): HistoryBuilder;
  nowMs(): number;
  /** One event, now. */
  event<Kind extends HistoryKind>(kind: Kind, fields: FieldsOf<Kind>): HistoryBuilder;
  phase(edge: 'begin' | 'end', name: PhaseName | 'final-census'): HistoryBuilder;
  /** Client connects and is admitted at once: connecting, tap.open, client.open. */
  opens(...connections: readonly string[]): HistoryBuilder;
  /** Client says goodbye: Close frame, both ends, closed. */
  leaves(...connections: readonly string[]): HistoryBuilder;
  /** Server closes with this code, then its FIN; the slot is free. */
  serverCloses(connection: string, code?: number): HistoryBuilder;
  begins(fault: string, ...victims: readonly string[]): HistoryBuilder;
  /** Proof that these are zombies. */
  proves(fault: string, ...victims: readonly string[]): HistoryBuilder;
  /** Proof of a fault that makes no zombies. */
  provesHarmless(fault: string, ...victims: readonly string[]): HistoryBuilder;
  heals(fault: string): HistoryBuilder;
  /** Events in the order of their times, with the plan. */
  build(plan?: Partial<Plan>): RunHistory;
}

export const testServiceLevel: ServiceLevel = {
  reclaimWithinMs: 2000,
  judge: 'slotFree',
  admitWithinMs: 1000,
  deliverWithinMs: 1000,
};

/** A plan of the reference server with baseline 1 s, chaos 4 s, recovery 2 s and nothing else. */
export const testPlan: Plan = {
  version: 1,
  scenario: 'test',
  seed: 1,
  hash: 'none',
  target: { policy: 'graduated', settings: {}, startWithinMs: 5000 },
  load: { activity: 'chat', env: {}, users: [] },
  phases: [
    { name: 'baseline', beginMs: 0, endMs: 1000 },
    { name: 'chaos', beginMs: 1000, endMs: 5000 },
    { name: 'recovery', beginMs: 5000, endMs: 7000 },
  ],
  lanes: [{ name: 'default', connections: [] }],
  faults: [],
  serviceLevel: testServiceLevel,
  checks: [],
};

/** A planned fault on these keys for the whole chaos phase of `testPlan`. */
export function testFault(id: string, victims: readonly string[]): PlannedFault {
  return {
    id,
    inject: 'stalled-emitter',
    beginMs: 1000,
    healMs: 5000,
    victims,
    makesZombies: true,
    settings: {},
  };
}

export function historyBuilder(): HistoryBuilder {
  const events: HistoryEvent[] = [];
  let nowMs = 0;
  const add = <Kind extends HistoryKind>(kind: Kind, fields: FieldsOf<Kind>): void => {
    events.push({ kind, atUs: Math.round(nowMs * 1000), ...fields } as unknown as HistoryEvent);
  };
  const proof = (fault: string, victims: readonly string[], zombies: boolean): void => {
    add('fault.proof', { fault, victims, witness: 'story', facts: {}, zombies });
  };
  const tell = (act: () => void): HistoryBuilder => {
    act();
    return builder;
  };
  const builder: HistoryBuilder = {
    at: (ms) => tell(() => (nowMs = ms)),
    after: (ms) => tell(() => (nowMs += ms)),
    nowMs: () => nowMs,
    event: (kind, fields) =>
      tell(() => {
        add(kind, fields);
      }),
    phase: (edge, phase) =>
      tell(() => {
        add(`phase.${edge}`, { phase });
      }),
    opens: (...connections) =>
      tell(() => {
        for (const connection of connections) openOne(add, connection);
      }),
    leaves: (...connections) =>
      tell(() => {
        for (const connection of connections) leaveOne(add, connection, nowMs);
      }),
    serverCloses: (connection, code = 1001) =>
      tell(() => {
        add('tap.close-frame', { connection, by: 'server', code });
        add('tap.end', { connection, by: 'server', how: 'fin' });
        add('slot.free', { connection, seenUntilUs: Math.round(nowMs * 1000) });
      }),
    begins: (fault, ...victims) =>
      tell(() => {
        add('fault.begin', { fault, inject: 'stalled-emitter', victims, plannedMs: nowMs });
      }),
    proves: (fault, ...victims) =>
      tell(() => {
        proof(fault, victims, true);
      }),
    provesHarmless: (fault, ...victims) =>
      tell(() => {
        proof(fault, victims, false);
      }),
    heals: (fault) =>
      tell(() => {
        add('fault.heal', { fault });
        add('fault.healed', { fault, how: 'story', tookMs: 0, clean: true });
      }),
    build: (plan = {}) => ({
      plan: { ...testPlan, ...plan },
      events: events.toSorted((a, b) => a.atUs - b.atUs),
    }),
  };
  return builder;
}

type Add = <Kind extends HistoryKind>(kind: Kind, fields: FieldsOf<Kind>) => void;

function openOne(add: Add, connection: string): void {
  add('client.connecting', { connection });
  add('tap.open', { connection, clientPort: 1, serverPort: 2 });
  add('client.open', { connection, tookMs: 1 });
}

function leaveOne(add: Add, connection: string, nowMs: number): void {
  add('tap.close-frame', { connection, by: 'client', code: 1000 });
  add('tap.end', { connection, by: 'client', how: 'fin' });
  add('client.closed', { connection, code: 1000, by: 'client' });
  add('tap.closed', { connection, framesUp: 1, framesDown: 1, bytesUp: 1, bytesDown: 1 });
  add('slot.free', { connection, seenUntilUs: Math.round(nowMs * 1000) });
}
