/** The engine as a process of a run: takes its order from a file, reports events to its parent, ends on `stop`. */

import { readFileSync } from 'node:fs';
import { serveParent } from '../../harness/process/serve-parent.ts';
import { EngineProcess } from './engine-process.ts';
import type { EngineRequest } from './engine-request.ts';

const request = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as EngineRequest;
const link = serveParent({
  vanish: ({ connections }: { connections: readonly string[] }) => engine.vanish(connections),
  stop: ({ graceMs }: { graceMs: number }) => engine.stop(graceMs),
});
const engine = new EngineProcess(request, (event) => {
  link.emit(event);
});
// a promise of a script that nobody waits for must not end the load of everybody
process.on('unhandledRejection', (reason) => {
  engine.logStray(reason);
});
try {
  link.ready(await engine.start());
} catch (error) {
  link.failed(error);
}
