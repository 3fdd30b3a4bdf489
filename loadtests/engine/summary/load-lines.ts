/** What the summary says of the load itself, and a warning where its figures are not to be believed. */

import type { LoadHonesty } from '../load-watch.ts';
import { formatTime } from './quantities.ts';

export function loadLines(load: LoadHonesty | undefined): string[] {
  if (load === undefined) return [];
  const { plannedStarts, achievedStarts, dropped, doubts, advice } = load;
  const lateness =
    load.sendLatenessP99Ms === 0
      ? []
      : [`    send_lateness....: p(99)=${formatTime(load.sendLatenessP99Ms)}`];
  return [
    '  LOAD GENERATOR',
    `    event_loop_delay.: p(99)=${formatTime(load.loopDelayP99Ms)} max=${formatTime(load.loopDelayMaxMs)} (worst second)`,
    ...lateness,
    `    starts...........: ${achievedStarts} of ${plannedStarts} planned, ${dropped} dropped`,
    ...(doubts.length === 0
      ? []
      : [
          `  WARNING the load was not as planned, so the figures are not the server's alone: ${doubts.join('; ')}`,
          ...advice.map((sentence) => `  → ${sentence}`),
        ]),
    '',
  ];
}
