/** Every checker by its name, which is its file's name. */

import type { Checker } from '../contracts/checker.ts';
import { bystandersUndisturbed } from './bystanders-undisturbed.ts';
import { closedOnce } from './closed-once.ts';
import { countsAgree } from './counts-agree.ts';
import { eventsDelivered } from './events-delivered.ts';
import { eventsInPlace } from './events-in-place.ts';
import { faultWasObserved } from './fault-was-observed.ts';
import { liveConnectionsKept } from './live-connections-kept.ts';
import { loadWasHonest } from './load-was-honest.ts';
import { orphanWorkEnds } from './orphan-work-ends.ts';
import { partsStayedUp } from './parts-stayed-up.ts';
import { priorityAdmitted } from './priority-admitted.ts';
import { refusalsSayWhen } from './refusals-say-when.ts';
import { resourcesReturn } from './resources-return.ts';
import { serviceRecovered } from './service-recovered.ts';
import { shutdownWasGraceful } from './shutdown-was-graceful.ts';
import { thresholdsMet } from './thresholds-met.ts';
import { usersReadmitted } from './users-readmitted.ts';
import { zombiesReclaimed } from './zombies-reclaimed.ts';

/** Sorted by name. */
export const checkers: ReadonlyMap<string, Checker> = new Map(
  [
    bystandersUndisturbed,
    closedOnce,
    countsAgree,
    eventsDelivered,
    eventsInPlace,
    faultWasObserved,
    liveConnectionsKept,
    loadWasHonest,
    orphanWorkEnds,
    partsStayedUp,
    priorityAdmitted,
    refusalsSayWhen,
    resourcesReturn,
    serviceRecovered,
    shutdownWasGraceful,
    thresholdsMet,
    usersReadmitted,
    zombiesReclaimed,
  ].map((checker) => [checker.name, checker]),
);
