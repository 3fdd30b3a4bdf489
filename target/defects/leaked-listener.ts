/** Planted defect: every connection subscribes to the end of the process, with a file to note it in, and nobody unsubscribes. */

import { openSync, writeSync } from 'node:fs';
import { devNull } from 'node:os';
import { inertDetector } from '../detect/detector.ts';
import type { Defect } from './defect.ts';

export const leakedListener: Defect = {
  name: 'leaked-listener',
  summary: 'a listener and a file a connection, given back by nobody: more with each that comes',
  caughtBy: 'resources-return',
  scenario: 'reconnects-for-a-minute',
  plant: () => {
    process.setMaxListeners(0);
    return {
      furtherDetectors: () => [
        {
          ...inertDetector('goodbye-log'),
          opened: (connection) => {
            const file = openSync(devNull, 'w');
            process.on('exit', () => {
              writeSync(file, connection.id);
            });
          },
        },
      ],
    };
  },
};
