/** The form of one line of `history.ndjson`. */

import { z } from 'zod';
import type { HistoryEvent } from '../contracts/history.ts';
import { phaseNames } from '../contracts/scenario.ts';
import type { Same } from './same-type.ts';

const text = z.string();
const number = z.number();
const names = z.array(text).readonly();
const side = z.enum(['client', 'server']);
const direction = z.enum(['up', 'down']);
const reason = z.enum(['completed', 'interrupted', 'guard', 'error']);
const range = { fromSeq: number, toSeq: number };

const event = <Kind extends string, Shape extends z.ZodRawShape>(
  kind: Kind,
  shape: Shape,
): z.ZodObject<{ kind: z.ZodLiteral<Kind>; atUs: z.ZodNumber } & Shape, z.core.$strict> =>
  z.strictObject({ kind: z.literal(kind), atUs: number, ...shape });
const ofConnection = <Kind extends string, Shape extends z.ZodRawShape>(
  kind: Kind,
  shape: Shape,
): ReturnType<typeof event<Kind, { connection: z.ZodString } & Shape>> =>
  event(kind, { connection: text, ...shape });

const phase = { phase: z.enum([...phaseNames, 'final-census']) };
const run = [
  event('run.start', {
    planHash: text,
    seed: number,
    wallTime: text,
    baseDirectory: text.exactOptional(),
  }),
  event('run.end', { reason, detail: text.exactOptional() }),
  event('phase.begin', phase),
  event('phase.end', phase),
  event('target.started', { pid: number.exactOptional(), url: text }),
  event('part.exited', {
    part: z.enum(['target', 'tap', 'toxiproxy', 'load']),
    expected: z.boolean(),
    code: number.nullable(),
    signal: text.nullable(),
    lastWords: text.exactOptional(),
  }),
  event('part.restarted', {
    part: z.literal('toxiproxy'),
    pid: number,
    killedPid: number,
    reason: text,
    aliveUntilUs: number.exactOptional(),
  }),
  event('network.measured', {
    network: text,
    asked: number,
    roundTripsMs: z.array(number).readonly(),
  }),
  event('note', { text }),
] as const;

const fault = [
  event('fault.begin', { fault: text, inject: text, victims: names, plannedMs: number }),
  event('fault.proof', {
    fault: text,
    victims: names,
    witness: text,
    facts: z.record(text, z.unknown()),
    zombies: z.boolean(),
  }),
  event('fault.unproven', { fault: text, victims: names, reason: text }),
  event('fault.joined', { fault: text, victims: names }),
  event('fault.heal', { fault: text }),
  event('fault.healed', { fault: text, how: text, tookMs: number, clean: z.boolean() }),
] as const;

const client = [
  ofConnection('client.connecting', {}),
  ofConnection('client.open', { tookMs: number }),
  ofConnection('client.refused', {
    status: number,
    reason: text,
    retryAfterMs: number.exactOptional(),
  }),
  ofConnection('client.closed', { code: number, by: side }),
  ofConnection('client.vanished', {}),
  ofConnection('client.gap', range),
  ofConnection('client.gap-filled', range),
  ofConnection('client.gap-reported', range),
  ofConnection('client.received', { count: number, lastSeq: number, repeated: number }),
  ofConnection('client.answers', {
    answered: number,
    slowestMs: number,
    waiting: number,
    waitedMs: number,
  }),
  ofConnection('client.foreign', { what: text }),
] as const;

const tap = [
  ofConnection('tap.open', { clientPort: number, serverPort: number }),
  ofConnection('tap.refused', { status: number, reason: text.exactOptional() }),
  ofConnection('tap.close-frame', { by: side, code: number }),
  ofConnection('tap.close-again', { by: side, code: number }),
  ofConnection('tap.end', { by: side, how: z.enum(['fin', 'rst']) }),
  ofConnection('tap.closed', {
    framesUp: number,
    framesDown: number,
    bytesUp: number,
    bytesDown: number,
  }),
  ofConnection('tap.withheld', { direction, opcode: number, bytes: number, index: number }),
  ofConnection('tap.neighbour-delivered', { direction, index: number }),
  ofConnection('tap.protocol-error', { by: side, reason: text }),
] as const;

const listed = z.strictObject({ connection: text, user: text, state: text, lastSeq: number });
const target = [
  event('census', {
    quiescent: z.boolean(),
    claimed: number,
    limit: number,
    reclaimable: number,
    connections: z.array(listed).readonly().exactOptional(),
    open: number,
    working: number.exactOptional(),
  }),
  ofConnection('slot.free', { seenUntilUs: number }),
  ofConnection('work.orphaned', {}),
  ofConnection('work.over', { seenUntilUs: number }),
  ofConnection('socket.gone', { seenUntilUs: number }),
  event('target.resources', { descriptors: number, residentMB: number, threads: number }),
  event('target.cleanup', { trigger: text, level: text, examined: number, removed: number }),
] as const;

const load = [
  event('load.ready', { users: number }),
  event('load.sample', {
    plannedStarts: number,
    achievedStarts: number,
    dropped: number,
    usersActive: number,
    loopDelayP99Ms: number,
    loopDelayMaxMs: number,
  }),
  event('load.metric', {
    metric: text,
    type: z.enum(['counter', 'gauge', 'rate', 'trend']),
    values: z.record(text, number),
  }),
  event('load.threshold', { metric: text, expression: text, ok: z.boolean() }),
  event('load.log', { level: z.enum(['info', 'warn', 'error']), text }),
] as const;

export const historyEventSchema = z.discriminatedUnion('kind', [
  ...run,
  ...fault,
  ...client,
  ...tap,
  ...target,
  ...load,
]);

export const historyIsCurrent: Same<z.infer<typeof historyEventSchema>, HistoryEvent> = true;
