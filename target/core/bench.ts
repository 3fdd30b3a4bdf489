/** Lays out what a policy and its parts work with. */

import { CleanupLog } from '../cleanup/cleanup-log.ts';
import { Verdicts } from '../detect/verdicts.ts';
import { Counters } from '../observe/counters.ts';
import type { Bench } from '../policies/policy.ts';
import { Sweeper } from '../time/sweeper.ts';
import { tickMsOf } from '../time/tick.ts';
import { Timetable } from '../time/timetable.ts';
import { Estates } from './estates.ts';
import { FaultPoints } from './fault-points.ts';
import type { HubOptions } from './hub.ts';
import { Registry } from './registry.ts';
import { Slots } from './slots.ts';

/** Looks a job takes before the clock is asked again: a look may be a write to a socket. */
const budget = 64;
/** How long a tick may hold up the event loop. */
const pauseMs = 2;

export function makeBench(
  { settings, clock, seams, journal }: Omit<HubOptions, 'policy'>,
  ends: Pick<Bench, 'remove' | 'evict'>,
): Bench {
  const points = new FaultPoints(clock);
  const timetable = new Timetable(clock);
  return {
    settings,
    points,
    clock: points.clock,
    seams,
    journal,
    ...ends,
    timetable,
    sweeper: new Sweeper(points.clock, {
      tickMs: tickMsOf(settings),
      budget,
      pauseMs,
      fair: seams.isTimeFair,
    }),
    atWork: new Set(),
    registry: new Registry(),
    slots: new Slots({
      total: settings.managerLimit,
      perUser: settings.userLimit,
      emergency: settings.emergencySlots,
      degraded: settings.degradedSlots,
    }),
    verdicts: new Verdicts(),
    estates: new Estates({
      keepMs: settings.resumeMs,
      replayEvents: seams.isKept ? settings.replayEvents : 0,
      timetable,
    }),
    log: new CleanupLog(clock),
    counters: new Counters(),
  };
}
