/** The same user, session and connection name come a second time while the first is open: a tab restored, a retry. */

import { connectionHeader, userOf } from '../harness/contracts/connection-id.ts';
import { defineSettings } from './settings/define-settings.ts';
import { strangerFault, strangerSettings } from './kinds/stranger-fault.ts';
import { upgradeHead } from './strangers/stranger.ts';

export const identityReuse = strangerFault({
  name: 'identity-reuse',
  summary: 'the identity of each victim connects once more while the victim is still open',
  legend: { label: 'identity reuse', colour: '#117a65' },
  // past the tap: its ledger knows connections by their names, and two of one name would be one to it
  via: 'server',
  schema: defineSettings('identity-reuse', strangerSettings),
  speak: ({ stranger, url, victim }) => {
    const { connection, key } = victim;
    const again = new URL(url);
    again.searchParams.set('user', userOf(connection));
    again.searchParams.set('session', key.slice(key.lastIndexOf('.') + 1));
    stranger.write(upgradeHead(again.href, { [connectionHeader]: connection }));
    return Promise.resolve();
  },
  reasonAgainst: ({ visit: { stranger }, socket }) => {
    const status = stranger.status();
    if (status === undefined) return 'the second upgrade was not answered';
    // a server may refuse the second, or give it up for the first
    if (status !== 101) return undefined;
    return socket === 'closing' || socket === 'gone'
      ? `the server's socket is ${socket}`
      : undefined;
  },
});
