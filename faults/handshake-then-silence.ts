/** Clients that upgrade and never say another word: no ping is answered, nothing is asked, the socket stays open. */

import { connectionHeader } from '../harness/contracts/connection-id.ts';
import { defineSettings } from './settings/define-settings.ts';
import { strangerFault, strangerSettings } from './kinds/stranger-fault.ts';
import { upgradeHead } from './strangers/stranger.ts';

export const handshakeThenSilence = strangerFault({
  name: 'handshake-then-silence',
  summary: 'further clients upgrade and never say another word, not even a pong',
  legend: { label: 'silent newcomers', colour: '#5d6d7e' },
  via: 'tap',
  schema: defineSettings('handshake-then-silence', {
    ...strangerSettings,
    quiet: {
      kind: 'duration',
      defaultMs: 100,
      minMs: 10,
      maxMs: 60_000,
      summary: 'how long they must have been silent before the fault counts as proven',
    },
  }),
  speak: ({ stranger, url, id }) => {
    stranger.write(upgradeHead(url, { [connectionHeader]: id }));
    return Promise.resolve();
  },
  reasonAgainst: ({ visit, socket, tap, ageMs }, { quietMs }) => {
    const status = visit.stranger.status();
    if (status !== 101) return `its upgrade was answered ${status ?? 'by nothing'}`;
    if (tap?.open !== true) return 'the tap knows of no such connection';
    if (tap.messagesUp + tap.pongsUp > 0) return 'it was not silent';
    if (socket === 'closing' || socket === 'gone') return `the server's socket is ${socket}`;
    return ageMs < quietMs ? 'it has not been silent for long enough' : undefined;
  },
});
