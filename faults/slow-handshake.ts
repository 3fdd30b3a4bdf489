/** Clients whose upgrade never comes to its end, a byte at a time: each holds a socket that no limit counts yet. */

import { connectionHeader } from '../harness/contracts/connection-id.ts';
import { defineSettings } from './settings/define-settings.ts';
import { strangerFault, strangerSettings } from './kinds/stranger-fault.ts';
import { upgradeHead } from './strangers/stranger.ts';

/** So many bytes make a head that has begun. */
const begunBytes = 5;

export const slowHandshake = strangerFault({
  name: 'slow-handshake',
  summary: 'further clients send their upgrade a byte at a time and never come to its end',
  legend: { label: 'slow handshake', colour: '#a569bd' },
  via: 'server',
  schema: defineSettings('slow-handshake', {
    ...strangerSettings,
    every: {
      kind: 'duration',
      defaultMs: 20,
      minMs: 1,
      maxMs: 60_000,
      summary: 'a byte each',
    },
  }),
  speak: async ({ stranger, url, id }, { everyMs }, { clock, over }) => {
    for (const byte of upgradeHead(url, { [connectionHeader]: id }).slice(0, -2)) {
      stranger.write(byte);
      await clock.delay(everyMs, over);
    }
  },
  reasonAgainst: ({ visit: { stranger }, socket, ageMs }, { everyMs }) => {
    const end = stranger.ended();
    if (end !== undefined) return `it is over: ${end}`;
    if (stranger.status() !== undefined) return 'it was answered before its end';
    if (socket === 'closing' || socket === 'gone') return `the server's socket is ${socket}`;
    return ageMs < begunBytes * everyMs ? 'it has hardly begun' : undefined;
  },
});
