/** A thin line: so many kilobytes a second and no more. */

import { laneFault } from './kinds/lane-fault.ts';
import { defineSettings } from './settings/define-settings.ts';

const schema = defineSettings('bandwidth', {
  kilobytesPerSecond: {
    kind: 'count',
    default: 10,
    min: 1,
    max: 100_000,
    summary: 'on each connection of the lane',
  },
  direction: {
    kind: 'choice',
    options: ['down', 'up'],
    default: 'down',
    summary: '`down` is what the server sends, `up` what the client sends',
  },
});

/** Of the client's pongs and the tap's pings, with their heads. */
const frameBytes = 127;
const aimMs = 400;
/** Toxiproxy lets the first piece of a burst go before it waits. */
const part = 0.5;
const mostPings = 4000;

export const bandwidth = laneFault({
  name: 'bandwidth',
  summary: 'a direction carries only so many kilobytes a second and what is more piles up',
  legend: { label: 'bandwidth', colour: '#1a5276' },
  schema,
  toxics: (settings) => {
    const { kilobytesPerSecond, direction } = schema.of({ settings });
    const stream = direction === 'down' ? 'downstream' : 'upstream';
    return [{ type: 'bandwidth', stream, attributes: { rate: kilobytesPerSecond } }];
  },
  measure: (planned) => {
    const bytesPerMs = schema.of(planned).kilobytesPerSecond;
    const pings = Math.min(mostPings, Math.max(4, Math.ceil((aimMs * bytesPerMs) / frameBytes)));
    const expectedMs = (pings * frameBytes) / bytesPerMs;
    return { pings, leastMs: expectedMs * part, withinMs: expectedMs * 3 + 4000 };
  },
});
