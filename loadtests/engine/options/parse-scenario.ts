/** One entry of `options.scenarios`, checked; defaults as k6 documents them. */

import { suggest } from '../../../harness/contracts/nearest-name.ts';
import { parseDuration } from './duration.ts';
import { OptionsError } from './options-error.ts';
import type { ExecutorName, ScenarioConfig, Stage } from './scenario-config.ts';

type Raw = Readonly<Record<string, unknown>>;

const commonFields = ['executor', 'startTime', 'gracefulStop', 'exec', 'env', 'tags', 'options'];
const fieldsOf: Readonly<Record<ExecutorName, readonly string[]>> = {
  'per-vu-iterations': ['vus', 'iterations', 'maxDuration'],
  'shared-iterations': ['vus', 'iterations', 'maxDuration'],
  'constant-vus': ['vus', 'duration'],
  'ramping-vus': ['startVUs', 'stages', 'gracefulRampDown'],
  'constant-arrival-rate': ['duration', 'rate', 'timeUnit', 'preAllocatedVUs', 'maxVUs'],
  'ramping-arrival-rate': ['startRate', 'stages', 'timeUnit', 'preAllocatedVUs', 'maxVUs'],
};

/** Reads fields of one scenario; errors name scenario and field. */
class Fields {
  readonly #raw: Raw;
  readonly #scenario: string;

  constructor(scenario: string, raw: Raw) {
    this.#scenario = scenario;
    this.#raw = raw;
  }

  name(field: string): string {
    return `scenarios.${this.#scenario}.${field}`;
  }

  /** Milliseconds; without a fallback the field is required. */
  duration(field: string, fallback?: string): number {
    const value = this.#raw[field] ?? fallback;
    if (value === undefined) throw OptionsError.of(this.name(field), 'is missing');
    return parseDuration(value, this.name(field));
  }

  /** A whole number not below `least`; without a fallback the field is required. */
  count(field: string, least: number, fallback?: number): number {
    return count(this.#raw[field] ?? fallback, this.name(field), least);
  }

  text(field: string, fallback: string): string {
    const value = this.#raw[field] ?? fallback;
    if (typeof value !== 'string' || value === '')
      throw OptionsError.of(this.name(field), 'is not a name');
    return value;
  }

  texts(field: string): Record<string, string> {
    return parseTexts(this.#raw[field] ?? {}, this.name(field));
  }

  stages(): Stage[] {
    const stages = parseStages(this.#raw['stages'], this.name('stages'));
    if (stages.length === 0) throw OptionsError.of(this.name('stages'), 'is empty');
    return stages;
  }
}

/** Throws OptionsError. */
export function parseScenario(name: string, raw: unknown): ScenarioConfig {
  if (typeof raw !== 'object' || raw === null)
    throw OptionsError.of(`scenarios.${name}`, 'is not an object');
  const fields = new Fields(name, raw as Raw);
  const executor = executorOf(fields, (raw as Raw)['executor']);
  const allowed = [...commonFields, ...fieldsOf[executor]];
  for (const field of Object.keys(raw)) {
    if (!allowed.includes(field))
      throw OptionsError.of(
        fields.name(field),
        `is no option of ${executor}`,
        suggest(field, allowed),
      );
  }
  const common = {
    name,
    startTimeMs: fields.duration('startTime', '0s'),
    gracefulStopMs: fields.duration('gracefulStop', '30s'),
    exec: fields.text('exec', 'default'),
    env: fields.texts('env'),
    tags: fields.texts('tags'),
  };
  return { ...common, ...parseExecutor(executor, fields) } as ScenarioConfig;
}

function executorOf(fields: Fields, value: unknown): ExecutorName {
  if (typeof value === 'string' && value in fieldsOf) return value as ExecutorName;
  const hint = value === 'externally-controlled' ? ' (k6 removed it in 2.0)' : '';
  throw OptionsError.of(
    fields.name('executor'),
    `is ${JSON.stringify(value)}${hint}, which is no executor`,
    suggest(String(value), Object.keys(fieldsOf)),
  );
}

function parseExecutor(executor: ExecutorName, fields: Fields): object {
  switch (executor) {
    case 'per-vu-iterations':
    case 'shared-iterations':
      return parseIterations(executor, fields);
    case 'constant-vus':
      return { executor, vus: fields.count('vus', 1, 1), durationMs: longerThanZero(fields) };
    case 'ramping-vus':
      return parseRampingVus(fields);
    case 'constant-arrival-rate':
      return {
        executor,
        durationMs: longerThanZero(fields),
        rate: fields.count('rate', 1),
        ...parseArrival(fields),
      };
    case 'ramping-arrival-rate':
      return {
        executor,
        startRate: fields.count('startRate', 0, 0),
        stages: fields.stages(),
        ...parseArrival(fields),
      };
  }
}

function parseIterations(executor: ExecutorName, fields: Fields): object {
  const vus = fields.count('vus', 1, 1);
  const iterations = fields.count('iterations', 1, 1);
  if (executor === 'shared-iterations' && iterations < vus)
    throw OptionsError.of(
      fields.name('iterations'),
      `(${iterations}) is less than the number of users (${vus})`,
    );
  return { executor, vus, iterations, maxDurationMs: fields.duration('maxDuration', '10m') };
}

function parseRampingVus(fields: Fields): object {
  const startVUs = fields.count('startVUs', 0, 1);
  const stages = fields.stages();
  if (Math.max(startVUs, ...stages.map(({ target }) => target)) === 0)
    throw OptionsError.of(fields.name('stages'), 'never has a user');
  const gracefulRampDownMs = fields.duration('gracefulRampDown', '30s');
  return { executor: 'ramping-vus', startVUs, stages, gracefulRampDownMs };
}

function parseArrival(fields: Fields): object {
  const preAllocatedVUs = fields.count('preAllocatedVUs', 0);
  const maxVUs = fields.count('maxVUs', 1, Math.max(1, preAllocatedVUs));
  if (maxVUs < preAllocatedVUs)
    throw OptionsError.of(fields.name('maxVUs'), 'is less than preAllocatedVUs');
  const timeUnitMs = fields.duration('timeUnit', '1s');
  if (timeUnitMs <= 0) throw OptionsError.of(fields.name('timeUnit'), 'must be more than 0');
  return { timeUnitMs, preAllocatedVUs, maxVUs };
}

function longerThanZero(fields: Fields): number {
  const durationMs = fields.duration('duration');
  if (durationMs <= 0) throw OptionsError.of(fields.name('duration'), 'must be more than 0');
  return durationMs;
}

/** A whole number not below `least`. Throws OptionsError naming `field`. */
export function count(value: unknown, field: string, least: number): number {
  if (value === undefined || value === null) throw OptionsError.of(field, 'is missing');
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least)
    throw OptionsError.of(
      field,
      `must be a whole number of at least ${least}, not ${JSON.stringify(value)}`,
      typeof value === 'string' ? 'Make it a number: `Number(__ENV.NAME)`.' : undefined,
    );
  return value;
}

/** `[{ duration, target }]`; `target` is required as on k6. */
export function parseStages(value: unknown, field: string): Stage[] {
  if (!Array.isArray(value)) throw OptionsError.of(field, 'is not a list of stages');
  return (value as unknown[]).map((raw, index) => {
    const stage = (raw ?? {}) as Raw;
    return {
      durationMs: parseDuration(stage['duration'], `${field}[${index}].duration`),
      target: count(stage['target'], `${field}[${index}].target`, 0),
    };
  });
}

/** A record of strings; numbers and booleans become strings. */
export function parseTexts(value: unknown, field: string): Record<string, string> {
  if (typeof value !== 'object' || value === null) throw OptionsError.of(field, 'is not an object');
  return Object.fromEntries(
    Object.entries(value).map(([name, text]: [string, unknown]) => {
      if (typeof text === 'string') return [name, text];
      if (typeof text !== 'number' && typeof text !== 'boolean')
        throw OptionsError.of(`${field}.${name}`, 'is not a string');
      return [name, String(text)];
    }),
  );
}
