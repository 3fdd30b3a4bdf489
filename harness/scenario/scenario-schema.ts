/** The form of a scenario file: what may stand where. The published JSON Schema is generated from it. */

import { z } from 'zod';
import {
  cohort,
  duration,
  listOf,
  perCohort,
  percent,
  say,
  scalar,
  sharesPerCohort,
  slug,
  text,
  whole,
} from './scenario-fields.ts';

const target = z.strictObject(
  {
    command: listOf(text)
      .min(1, { error: 'must name a program' })
      .optional()
      .describe('Program and arguments that start a server of your own; needs `url`.'),
    env: z
      .record(z.string(), scalar, { error: say('variables by name') })
      .optional()
      .describe('Environment variables of `command`, beside those of this process.'),
    directory: text
      .optional()
      .describe('Where `command` runs, relative to this file; where the file is without it.'),
    url: text.optional().describe('WebSocket address of a server of your own.'),
    census: text.optional().describe('HTTP address where it answers with a census.'),
    hooks: text
      .optional()
      .describe(
        'Where `ws-chaos/hooks` in your server serves its fault points: `ready-line` where it is started by `command`, or `http://<token>@127.0.0.1:<port>`.',
      ),
    tls: z
      .strictObject(
        {
          ca: text
            .optional()
            .describe('PEM file of the certificates to trust, relative to this file.'),
          servername: text.optional().describe('Whom the certificate must name.'),
        },
        { error: say('ca and servername') },
      )
      .optional()
      .describe('How a `wss:` server of your own proves itself.'),
    policy: text
      .optional()
      .describe('How the reference server finds zombies; `ws-chaos list policies`.'),
    defect: text
      .optional()
      .describe('A defect planted in the reference server; `ws-chaos list defects`.'),
    settings: z.record(z.string(), scalar, { error: say('flags by name') }).default({}),
    startWithin: duration
      .prefault('10s')
      .describe('How long the server may take to accept connections.'),
  },
  { error: say('the fields of a target') },
);

const tap = z.strictObject(
  {
    processes: whole(1, 64)
      .default(1)
      .describe('Processes that share its port, for loads one core cannot carry.'),
  },
  { error: say('processes') },
);

const load = z.strictObject(
  {
    script: text
      .optional()
      .describe('A k6-API script, relative to this file; the built-in user mix without it.'),
    users: perCohort(0, 100_000).describe('Users on from the start, per cohort.'),
    arrivals: listOf(
      z.strictObject(
        { cohort, users: whole(1, 100_000), at: duration },
        { error: say('cohort, users and at') },
      ),
    ).default([]),
    connections: perCohort(1, 1000)
      .default({})
      .describe(
        'Connections of one user, per cohort; without it 1 with a script, else the preset of the mix.',
      ),
    activity: z
      .enum(['chat', 'idle'])
      .default('chat')
      .describe('`chat` has turns and token streams, `idle` only stays connected.'),
    env: z.record(z.string(), scalar, { error: say('variables by name') }).default({}),
    network: z
      .union([text, sharesPerCohort], {
        error: say('`mix`, `none`, a network, or shares of networks per cohort'),
      })
      .optional()
      .describe(
        'By which networks users come: `mix` as users do, `none`, one network for all (such as `mobile`), or shares per ' +
          'cohort, such as `{ power: { wifi: 60%, mobile: 40% } }`.',
      ),
  },
  { error: say('the fields of a load') },
);

const victims = z
  .strictObject(
    {
      cohort: cohort.optional().describe('Only connections of this cohort; of any without it.'),
      count: whole(1, 1_000_000).optional().describe('So many connections, chosen by seed.'),
      share: percent
        .optional()
        .describe('This share of the eligible connections, rounded down, at least one.'),
      connections: listOf(text).min(1, { error: 'must name a connection' }).optional(),
      path: text
        .regex(/^[/*]/, { error: say('a path such as `/chat*`') })
        .optional()
        .describe(
          'Only connections whose upgrade asked for this, `*` standing for anything; the query counts where it has a `?`.',
        ),
      header: text
        .regex(/^[\w-]+:\s*\S/, { error: say('a header such as `x-tenant: acme*`') })
        .optional()
        .describe('Only connections whose upgrade had this header, `*` standing for anything.'),
    },
    { error: say('who is hit, such as `{ cohort: power, count: 5 }`') },
  )
  .refine(
    ({ count, share, connections }) =>
      [count, share, connections].filter((way) => way !== undefined).length === 1,
    { error: 'needs exactly one of `count`, `share` or `connections`' },
  )
  .refine(
    ({ connections, path, header }) =>
      connections === undefined || (path === undefined && header === undefined),
    { error: 'has `connections`, which are exact, beside a `path` or `header`' },
  );

const fault = z.looseObject(
  {
    inject: text.describe(
      'The fault; `ws-chaos list faults`. Its settings stand beside these fields.',
    ),
    at: duration.prefault('0s').describe('After the start of the chaos phase.'),
    for: duration.optional().describe('How long; to the end of the chaos phase without it.'),
    repeatEvery: duration
      .optional()
      .describe(
        'Injects it again and again, so long after its last beginning, each time on victims chosen anew, until the ' +
          'chaos phase ends; needs `for`. A time that could not be judged before that end is left out.',
      ),
    on: victims,
  },
  { error: say('the fields of a fault') },
);

const phases = z.strictObject(
  { baseline: duration, chaos: duration, recovery: duration },
  { error: say('baseline, chaos and recovery') },
);

const safety = z.strictObject(
  {
    protect: listOf(cohort)
      .default([])
      .describe('Cohorts that are never victims, whatever a fault selects.'),
    maxVictims: percent
      .optional()
      .describe(
        'The most connections that may be hit at the same time, as a share of those on from the start. A plan that ' +
          'would hit more is refused.',
      ),
  },
  { error: say('protect and maxVictims') },
);

const serviceLevel = z.strictObject(
  {
    reclaimWithin: duration.describe(
      'From the proof of a fault to the release of every zombie it made.',
    ),
    judge: z
      .enum(['closeSeen', 'slotFree', 'socketGone'])
      .optional()
      .describe("What ends the wait: the server's Close or FIN, its slot, or its descriptor."),
    admitWithin: duration
      .prefault('1s')
      .describe("From an enterprise user's first try to being admitted."),
    deliverWithin: duration
      .prefault('1s')
      .describe('From the loss of an event to its replay or to word that it is lost.'),
    bystandersWithin: duration
      .optional()
      .describe(
        'How late answers to connections that no fault hits may be while faults are on, 99 of 100. Not asked without it.',
      ),
    recoveredWithin: duration
      .optional()
      .describe(
        'From the last heal to as many connections being served as before the faults. Not asked without it.',
      ),
    orphanWorkWithin: duration
      .optional()
      .describe(
        'From the end of a connection, or the proof that its client is gone, to the end of all work for it, the time in ' +
          'which the client may come back included. Not asked without it; needs a census that tells of `work`.',
      ),
    retryWithin: duration
      .optional()
      .describe(
        'The longest that a user who is turned away for now (429 or 503) may be told to wait, by `Retry-After`. Not asked without it.',
      ),
  },
  { error: say('the fields of a service level') },
);

/** Everything a scenario file may hold. Input: as written; output: milliseconds and defaults in place. */
export const scenarioSchema = z.strictObject(
  {
    name: slug,
    summary: text.default('No summary.'),
    seed: whole(0, Number.MAX_SAFE_INTEGER).default(1).describe('Decides every random choice.'),
    target: target.prefault({}),
    tap: tap.optional().describe('The witness in front of the server.'),
    load,
    phases,
    faults: listOf(fault).default([]).describe('What is broken, when, and for whom.'),
    safety: safety.optional().describe('How far the faults may go.'),
    serviceLevel,
    checks: listOf(text)
      .min(1, { error: 'must name a check; leave it out to run them all' })
      .optional(),
    expect: z
      .record(z.string(), listOf(text), { error: say('lists of checks by policy') })
      .default({})
      .describe('Per policy, exactly the checks that fail.'),
  },
  { error: say('the fields of a scenario') },
);

/** A scenario as people write it. */
export type ScenarioFile = z.input<typeof scenarioSchema>;
/** The same after defaults and units. */
export type ParsedScenarioFile = z.output<typeof scenarioSchema>;
