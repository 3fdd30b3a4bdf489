/** A harness that starts a watchdog and a stopped process, says their pids, and waits to be killed. */

import { spawn } from 'node:child_process';
import { systemClock } from '../../process/system-clock.ts';
import { startWatchdog } from '../watchdog.ts';

const watchdog = await startWatchdog(systemClock);
const guarded = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
const unannounced = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
watchdog.guard(guarded.pid ?? 0);
guarded.kill('SIGSTOP');
process.stdout.write(
  `${JSON.stringify({ watchdog: watchdog.pid, guarded: guarded.pid, unannounced: unannounced.pid })}\n`,
);
process.stdin.resume();
process.stdin.once('end', () => {
  void watchdog.stop().then(() => process.exit(0));
});
