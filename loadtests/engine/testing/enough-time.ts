/** For tests on the real clock, whose times say nothing where the machine stood still meanwhile. */

import type { ScriptRun } from './run-script.ts';

const longest = 16;

/** Runs again with twice the time where `wasEnough` denies that there was enough of it, up to 16 times of it. */
export async function withEnoughTime<Run>(
  run: (scale: number) => Promise<Run>,
  wasEnough: (ran: Run, scale: number) => boolean,
): Promise<Run> {
  let scale = 1;
  let ran = await run(scale);
  while (!wasEnough(ran, scale) && scale < longest) {
    scale *= 2;
    ran = await run(scale);
  }
  return ran;
}

/** Whether so many WebSockets were open before the time of the run was over. */
export function wasOpened({ samples }: ScriptRun, sockets: number): boolean {
  return samples.filter(({ metric }) => metric.name === 'ws_sessions').length === sockets;
}
