/** Planted defect: a server that is asked to stop drops its connections, as a process does that nobody taught to drain. */

import type { Defect } from './defect.ts';

export const stopsWithoutGoodbye: Defect = {
  name: 'stops-without-goodbye',
  summary: 'ends all sockets at SIGTERM and tells no client to go elsewhere',
  caughtBy: 'shutdown-was-graceful',
  scenario: 'stop-under-load',
  plant: () => ({
    sayGoodbye: ({ wire }) => {
      wire.terminate();
    },
  }),
};
