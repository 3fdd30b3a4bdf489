/** A long way: everything arrives, later, and with jitter not always equally late. */

import { ChaosError } from '../harness/contracts/errors.ts';
import { formatDurationMs } from '../harness/contracts/units.ts';
import { laneFault } from './kinds/lane-fault.ts';
import { defineSettings } from './settings/define-settings.ts';

const oneWay = { kind: 'duration', minMs: 0, maxMs: 60_000 } as const;

const fields = defineSettings('latency', {
  up: { ...oneWay, defaultMs: 100, summary: 'added on the way from client to server' },
  down: { ...oneWay, defaultMs: 100, summary: 'added on the way from server to client' },
  jitter: {
    ...oneWay,
    defaultMs: 0,
    summary: 'each chunk takes up to so much longer or shorter than that, in either direction',
  },
});

/** With more jitter than latency some would arrive as if nothing were wrong. */
const schema: typeof fields = {
  ...fields,
  parse: (raw) => {
    const settings = fields.parse(raw);
    const { upMs, downMs, jitterMs } = settings;
    if (jitterMs <= Math.min(upMs, downMs)) return settings;
    const message = `setting \`jitter\` of latency cannot be ${formatDurationMs(jitterMs)}, more than is added in a direction`;
    throw new ChaosError('CHAOS_ERR_FAULT_SETTINGS', message, {
      help: 'Give at most the smaller of `up` and `down`.',
    });
  },
};

/** What a loaded machine may take away from the wait of a timer. */
const part = 0.8;
/** Of so many round trips two are slower than the mean, and slower than the quickest by a fifth of the jitter. */
const withJitter = { bursts: 12, slowest: 2 };
const spreadPart = 0.2;

export const latency = laneFault({
  name: 'latency',
  summary:
    'everything takes longer in each direction, by a fixed time or one that varies, and nothing is lost',
  legend: { label: 'latency', colour: '#2e86c1' },
  schema,
  toxics: (settings) => {
    const { upMs, downMs, jitterMs: jitter } = schema.of({ settings });
    return [
      { type: 'latency', stream: 'upstream', attributes: { latency: upMs, jitter } },
      { type: 'latency', stream: 'downstream', attributes: { latency: downMs, jitter } },
    ];
  },
  measure: (planned) => {
    const { upMs, downMs, jitterMs } = schema.of(planned);
    const addedMs = upMs + downMs;
    const once = { pings: 1, leastMs: addedMs * part, withinMs: addedMs + 2 * jitterMs + 4000 };
    if (jitterMs === 0) return once;
    return { ...once, many: withJitter, leastSpreadMs: jitterMs * spreadPart };
  },
});
