/** The client has stopped reading: TCP is alive and acknowledges, the window is closed, what is sent piles up. */

import { defineSettings } from './settings/define-settings.ts';
import { proofWithin, tapFault } from './kinds/tap-fault.ts';

export const zeroWindow = tapFault({
  name: 'zero-window',
  summary: 'nobody reads what the server sends, so that its queue grows behind a closed window',
  makesZombies: true,
  legend: { label: 'zero window', colour: '#1f618d' },
  schema: defineSettings('zero-window', { proofWithin }),
  hitsReturning: true,
  rules: () => [{ kind: 'stop-reading', side: 'server' }],
  witness: 'kernel',
  verbs: [],
  asksQueues: true,
  traffic: 'something of the server to each victim within `proofWithin`',
  reasonAgainst: ({ queues, socket, before, now }) => {
    if (socket === 'closing' || socket === 'gone') return `the server's socket is ${socket}`;
    if (queues === undefined || queues.unreadBytes === 0) return 'nothing waits to be read';
    return now.bytesDown - before.bytesDown < queues.unreadBytes + oneRead
      ? undefined
      : 'the tap still reads';
  },
});

/** What may have been read between the first look and the stop. */
const oneRead = 65_536;
