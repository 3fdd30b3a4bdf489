/** A long way: everything arrives, later. */

import { laneFault } from './lane-fault.ts';
import { defineSettings } from './settings.ts';

const oneWay = { kind: 'duration', minMs: 0, maxMs: 60_000 } as const;

const schema = defineSettings('latency', {
  up: { ...oneWay, defaultMs: 100, summary: 'added on the way from client to server' },
  down: { ...oneWay, defaultMs: 100, summary: 'added on the way from server to client' },
});

/** What a loaded machine may take away from the wait of a timer. */
const part = 0.8;

export const latency = laneFault({
  name: 'latency',
  summary: 'everything takes longer by a fixed time in each direction and nothing is lost',
  legend: { label: 'latency', colour: '#2e86c1' },
  schema,
  toxics: (settings) => {
    const { upMs, downMs } = schema.of({ settings });
    return [
      { type: 'latency', stream: 'upstream', attributes: { latency: upMs, jitter: 0 } },
      { type: 'latency', stream: 'downstream', attributes: { latency: downMs, jitter: 0 } },
    ];
  },
  measure: (planned) => {
    const { upMs, downMs } = schema.of(planned);
    const addedMs = upMs + downMs;
    return { pings: 1, leastMs: addedMs * part, withinMs: addedMs + 4000 };
  },
});
