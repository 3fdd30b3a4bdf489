/** The engine as a process of a run: takes its order from a file, reports events to its parent, ends on `stop`. */

import { readFileSync } from 'node:fs';
import type { ClientEvent, LoadEvent } from '../../harness/contracts/history.ts';
import { serveParent } from '../../harness/process/serve-parent.ts';
import { EngineProcess } from './engine-process.ts';
import type { EngineRequest } from './engine-request.ts';
import { EventBatches } from './event-batches.ts';

const request = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as EngineRequest;
const link = serveParent({
  vanish: async ({ connections }: { connections: readonly string[] }) => {
    await engine.vanish(connections);
    events.flush();
  },
  freeze: ({ connections }: { connections: readonly string[] }) => {
    engine.freeze(connections);
  },
  thaw: ({ connections }: { connections: readonly string[] }) => {
    engine.thaw(connections);
  },
  stop: async ({ graceMs }: { graceMs: number }) => {
    await engine.stop(graceMs);
    events.flush();
  },
});
const events = new EventBatches<ClientEvent | LoadEvent>((batch) => {
  for (const event of batch) link.emit(event);
});
const engine = new EngineProcess(request, (event) => {
  events.add(event);
});
// a promise of a script that nobody waits for must not end the load of everybody
process.on('unhandledRejection', (reason) => {
  engine.logStray(reason);
});
void engine.start().then(
  (info) => {
    link.ready(info);
  },
  (error: unknown) => {
    link.failed(error);
  },
);
