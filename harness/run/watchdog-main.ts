/** The watchdog's process; see `watchdog.ts`. It outlives the harness by as long as the killing takes. */

import { markedProcesses, runMark } from '../process/run-processes.ts';
import { serveParent } from '../process/serve-parent.ts';

const run = process.env[runMark];
const guarded = new Set<number>();

async function killAll(): Promise<void> {
  for (const pid of guarded) kill(-pid);
  // Also what was started but not yet announced: twice, for a process may fork while we look.
  for (let round = 0; round < 2; round += 1) {
    const left = (await markedProcesses()).filter((found) => found.run === run);
    for (const { pid } of left) if (pid !== process.pid) kill(pid);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it is gone already
  }
}

const handlers = {
  guard: (pid: number) => {
    guarded.add(pid);
  },
  release: (pid: number) => {
    guarded.delete(pid);
  },
};

serveParent(handlers, { onParentGone: killAll }).ready({});
