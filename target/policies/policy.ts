/** A policy decides how zombies are found, what a cleanup takes, and who gets a slot. Swapped by name. */

import type { Doorkeeper } from '../admission/doorkeeper.ts';
import type { Cleanup } from '../cleanup/cleanup.ts';
import type { CleanupLog } from '../cleanup/cleanup-log.ts';
import type { TargetClock } from '../clock.ts';
import type { Connection } from '../core/connection.ts';
import type { Estates } from '../core/estates.ts';
import type { FaultPoints } from '../core/fault-points.ts';
import type { Counters } from '../observe/counters.ts';
import type { Journal } from '../observe/journal.ts';
import type { Seams } from '../core/seams.ts';
import type { Registry } from '../core/registry.ts';
import type { Turns } from '../core/turns.ts';
import type { Slots } from '../core/slots.ts';
import type { Detector } from '../detect/detector.ts';
import type { Verdicts } from '../detect/verdicts.ts';
import type { Settings } from '../settings/settings.ts';
import type { Sweeper } from '../time/sweeper.ts';
import type { Timetable } from '../time/timetable.ts';

/** What a policy builds its parts from. */
export interface Bench {
  readonly settings: Settings;
  /** Tells ages, and may be stepped by a fault: what must not be fooled by that goes by the timetable's time. */
  readonly clock: TargetClock;
  /** Its time is the machine's monotonic one, whatever steps are made. */
  readonly timetable: Timetable;
  readonly points: FaultPoints;
  readonly sweeper: Sweeper;
  /** Turns that are not done yet, with a connection or without. */
  readonly atWork: Set<Turns>;
  readonly registry: Registry;
  readonly slots: Slots;
  readonly verdicts: Verdicts;
  readonly log: CleanupLog;
  /** The constructors a planted defect may have replaced. */
  readonly seams: Seams;
  readonly estates: Estates;
  readonly counters: Counters;
  readonly journal: Journal;
  /** Ends a connection found dead. Its slot is free when this returns true; false when the removal failed. */
  remove(connection: Connection, reason: string): boolean;
  /** Ends a living connection, with the reason announced. Its slot is free when this returns. */
  evict(connection: Connection, code: number): void;
}

export interface PolicyParts {
  /** Whether acknowledgements are watched and lost events replayed; told to clients in `hello`. */
  readonly acks: boolean;
  readonly detectors: readonly Detector[];
  readonly cleanup: Cleanup;
  readonly doorkeeper: Doorkeeper;
}

export interface Policy {
  readonly name: string;
  /** One line for lists. */
  readonly summary: string;
  build(bench: Bench): PolicyParts;
}
