/** The planted defects by name, sorted. */

import { ownParts, type Seams } from '../core/seams.ts';
import { UsageError } from '../settings/usage-error.ts';
import type { Defect } from './defect.ts';
import { answersSomebodyElse } from './answers-somebody-else.ts';
import { answersTheDead } from './answers-the-dead.ts';
import { breakerFedByRetries } from './breaker-fed-by-retries.ts';
import { censusOmitsSome } from './census-omits-some.ts';
import { cleanupSwallowsErrors } from './cleanup-swallows-errors.ts';
import { closesTwice } from './closes-twice.ts';
import { createDeadlock } from './create-deadlock.ts';
import { deadlockOnFailedSend } from './deadlock-on-failed-send.ts';
import { doubleDecrement } from './double-decrement.ts';
import { doubleReap } from './double-reap.ts';
import { dropsUnderPressure } from './drops-under-pressure.ts';
import { eventsDroppedSilently } from './events-dropped-silently.ts';
import { evictsForHeadroom } from './evicts-for-headroom.ts';
import { factoryWideBreaker } from './factory-wide-breaker.ts';
import { fanOutWaitsForTheSlowest } from './fan-out-waits-for-the-slowest.ts';
import { firstComeAdmission } from './first-come-admission.ts';
import { healthCheckRefreshesItself } from './health-check-refreshes-itself.ts';
import { heartbeatJudgedAfterStall } from './heartbeat-judged-after-stall.ts';
import { identityReuseRace } from './identity-reuse-race.ts';
import { idleIsDead } from './idle-is-dead.ts';
import { keyPerConnect } from './key-per-connect.ts';
import { lateCleanup } from './late-cleanup.ts';
import { leakedDescriptor } from './leaked-descriptor.ts';
import { leakedListener } from './leaked-listener.ts';
import { leakedTimer } from './leaked-timer.ts';
import { livenessByOwnSends } from './liveness-by-own-sends.ts';
import { missedDecrement } from './missed-decrement.ts';
import { noFunctionalProbe } from './no-functional-probe.ts';
import { noHeartbeat } from './no-heartbeat.ts';
import { objectReferenceLiveness } from './object-reference-liveness.ts';
import { overtakingEvents } from './overtaking-events.ts';
import { politeCloseOnDeadPeer } from './polite-close-on-dead-peer.ts';
import { probeErrorIsDeath } from './probe-error-is-death.ts';
import { probeSentIsProbePassed } from './probe-sent-is-probe-passed.ts';
import { reaperNeverStarts } from './reaper-never-starts.ts';
import { reservedForTheDead } from './reserved-for-the-dead.ts';
import { scrapeKeepsAlive } from './scrape-keeps-alive.ts';
import { sentIsDelivered } from './sent-is-delivered.ts';
import { stalledEmitterBlocksAll } from './stalled-emitter-blocks-all.ts';
import { stopsWithoutGoodbye } from './stops-without-goodbye.ts';
import { turnsAwayForGood } from './turns-away-for-good.ts';
import { unboundedQueue } from './unbounded-queue.ts';
import { userCountKept } from './user-count-kept.ts';
import { wallClockAges } from './wall-clock-ages.ts';

export const defects: ReadonlyMap<string, Defect> = new Map(
  [
    answersSomebodyElse,
    answersTheDead,
    breakerFedByRetries,
    censusOmitsSome,
    cleanupSwallowsErrors,
    closesTwice,
    createDeadlock,
    deadlockOnFailedSend,
    doubleDecrement,
    doubleReap,
    dropsUnderPressure,
    eventsDroppedSilently,
    evictsForHeadroom,
    factoryWideBreaker,
    fanOutWaitsForTheSlowest,
    firstComeAdmission,
    healthCheckRefreshesItself,
    heartbeatJudgedAfterStall,
    identityReuseRace,
    idleIsDead,
    keyPerConnect,
    lateCleanup,
    leakedDescriptor,
    leakedListener,
    leakedTimer,
    livenessByOwnSends,
    missedDecrement,
    noFunctionalProbe,
    noHeartbeat,
    objectReferenceLiveness,
    overtakingEvents,
    politeCloseOnDeadPeer,
    probeErrorIsDeath,
    probeSentIsProbePassed,
    reaperNeverStarts,
    reservedForTheDead,
    scrapeKeepsAlive,
    sentIsDelivered,
    stalledEmitterBlocksAll,
    stopsWithoutGoodbye,
    turnsAwayForGood,
    unboundedQueue,
    userCountKept,
    wallClockAges,
  ].map((defect) => [defect.name, defect]),
);

/** The server's parts with the named defect planted. Throws UsageError for a name that is not there. */
export function seamsWith(name: string | undefined): Seams {
  if (name === undefined) return ownParts;
  const defect = defects.get(name);
  if (defect === undefined) {
    throw new UsageError(`no defect ${name}; there are ${[...defects.keys()].join(', ')}`);
  }
  return { ...ownParts, ...defect.plant(ownParts) };
}
