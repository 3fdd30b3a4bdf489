/** A whole run that went well, event by event, and the same run with one thing gone wrong. */

import type { RunHistory } from '../contracts/checker.ts';
import type { PlannedFault, PlannedUser } from '../contracts/plan.ts';
import {
  historyBuilder,
  testFault,
  testPlan,
  testServiceLevel,
  type HistoryBuilder,
} from './history-builder.ts';
import { openNow, quiet, sample, tellResources } from './whole-run-samples.ts';

/** What goes wrong in the run; each names the one check that must see it. */
export const planted = {
  'zombie is never reclaimed': 'zombies-reclaimed',
  'zombie is reclaimed late': 'zombies-reclaimed',
  'server closes a living client': 'live-connections-kept',
  'server resets a living client': 'live-connections-kept',
  'server evicts a living client while a zombie is held': 'live-connections-kept',
  'lost event stays lost': 'events-delivered',
  'lost event is replayed late': 'events-delivered',
  'last event never comes': 'events-delivered',
  'event reaches somebody else': 'events-in-place',
  'event is overtaken': 'events-in-place',
  'server says Close twice': 'closed-once',
  'counter drifts': 'counts-agree',
  'list forgets a connection': 'counts-agree',
  'enterprise user is refused for good': 'priority-admitted',
  'enterprise user is overtaken': 'priority-admitted',
  'user is locked out by the dead': 'users-readmitted',
  'fault never begins': 'fault-was-observed',
  'victim is not proven': 'fault-was-observed',
  'load engine is late': 'load-was-honest',
  'load engine drops iterations': 'load-was-honest',
  'server dies': 'parts-stayed-up',
  'tap dies': 'parts-stayed-up',
  'server keeps ever more descriptors': 'resources-return',
  'server keeps ever more memory': 'resources-return',
  'script misses a threshold': 'thresholds-met',
  'server stops without a goodbye': 'shutdown-was-graceful',
  'bystanders wait for the victims': 'bystanders-undisturbed',
  'victim is never let in again': 'service-recovered',
  'server works for the dead': 'orphan-work-ends',
  'refusal says nothing of when': 'refusals-say-when',
} as const;
export type Planted = keyof typeof planted;

const zombie = 'power-1.1.0';
const reborn = 'power-1.1.1';
const loser = 'returning-1.1.0';
const settled = [zombie, 'power-1.2.0', loser, 'signup-1.1.0', 'signup-2.1.0'];
const priority = 'enterprise-1.1.0';
const late = 'signup-3.1.0';

/** Baseline to 1 s, chaos to 5 s with one zombie and one lossy connection, recovery to 90 s, final census. */
export function wholeRun(defect?: Planted): RunHistory {
  const story = historyBuilder().event('run.start', { planHash: 'none', seed: 1, wallTime: '' });
  story
    .event('load.ready', { users: 5 })
    .phase('begin', 'baseline')
    .opens(...settled);
  sample(story.at(900), defect).phase('end', 'baseline').phase('begin', 'chaos');
  tellFaults(story.at(1000), defect);
  tellArrival(story, defect);
  tellLoss(story.at(2500), defect);
  tellReclaim(story, defect);
  tellWork(story, defect);
  tellMixUps(story, defect);
  tellCrowd(story.at(3200), defect);
  tellHarm(story.at(3300), defect);
  story.at(5000).heals('f1').heals('f2').phase('end', 'chaos').phase('begin', 'recovery');
  tellAnswers(story, defect);
  tellEnd(story, defect);
  const loss = { inject: 'silent-event-loss', makesZombies: false };
  return story.build({
    faults: [
      testFault('f1', ['power-1.1']),
      { ...testFault('f2', ['returning-1.1']), ...loss },
      ...(defect === 'server stops without a goodbye' ? [stop] : []),
      ...(defect === 'fault never begins' ? [{ ...testFault('f3', ['signup-1.1']), ...loss }] : []),
    ],
    load: { ...testPlan.load, script: './chat.ts', users: [arriving] },
    serviceLevel: {
      ...testServiceLevel,
      bystandersWithinMs: 300,
      recoveredWithinMs: 100,
      orphanWorkWithinMs: 3000,
      retryWithinMs: 1000,
    },
  });
}

const full = { status: 503, reason: 'limit', retryAfterMs: 1000 };

const arriving: PlannedUser = {
  id: 'enterprise-1',
  cohort: 'enterprise',
  connections: 1,
  startAfterMs: 1800,
  arrival: true,
  seed: 1,
};

/** Many a second, so that a short run has enough of them. */
function tellAnswers(story: HistoryBuilder, defect: Planted | undefined): void {
  for (let ms = 50; ms < 5000; ms += 80) {
    const slowestMs = defect === 'bystanders wait for the victims' && ms > 2000 ? 900 : 12;
    const connection = 'signup-2.1.0';
    const none = { waiting: 0, waitedMs: 0 };
    story.at(ms).event('client.answers', { connection, answered: 7, slowestMs, ...none });
  }
}

function tellFaults(story: HistoryBuilder, defect: Planted | undefined): void {
  story.begins('f1', zombie).begins('f2', loser).at(1200).proves('f1', zombie);
  if (defect === 'victim is not proven') {
    story.event('fault.unproven', { fault: 'f2', victims: [loser], reason: 'no traffic' });
  } else story.provesHarmless('f2', loser);
}

function tellArrival(story: HistoryBuilder, defect: Planted | undefined): void {
  story.at(1800).event('client.connecting', { connection: priority });
  if (defect === 'enterprise user is refused for good') {
    story.after(5).event('client.refused', { connection: priority, ...full });
    return;
  }
  if (defect === 'enterprise user is overtaken') story.at(2100).opens(late);
  story
    .at(2200)
    .event('tap.open', { connection: priority, clientPort: 1, serverPort: 2 })
    .event('client.open', { connection: priority, tookMs: 400 });
}

function tellLoss(story: HistoryBuilder, defect: Planted | undefined): void {
  const gap = { connection: loser, fromSeq: 5, toSeq: 5 };
  story.event('tap.withheld', {
    connection: loser,
    direction: 'down',
    opcode: 1,
    bytes: 90,
    index: 5,
  });
  story.event('client.gap', gap);
  if (defect === 'lost event stays lost') return;
  story
    .after(defect === 'lost event is replayed late' ? 1600 : 300)
    .event('client.gap-filled', gap);
}

function tellMixUps(story: HistoryBuilder, defect: Planted | undefined): void {
  const connection = 'signup-2.1.0';
  const range = { connection, fromSeq: 3, toSeq: 3 };
  if (defect === 'event reaches somebody else')
    story.event('client.foreign', { connection, what: 'ai_response of turn 7' });
  if (defect === 'event is overtaken')
    story.event('client.gap', range).event('client.gap-filled', range);
  const some = { count: 4, lastSeq: 4, repeated: 0 };
  story.event('client.received', { connection, ...some });
}

function tellWork(story: HistoryBuilder, defect: Planted | undefined): void {
  story.at(1300).event('work.orphaned', { connection: zombie });
  if (defect === 'server works for the dead') return;
  story.at(3000).event('work.over', { connection: zombie, seenUntilUs: 2_900_000 });
}

function tellReclaim(story: HistoryBuilder, defect: Planted | undefined): void {
  if (defect === 'zombie is never reclaimed') return;
  story.at(defect === 'zombie is reclaimed late' ? 3500 : 3100).serverCloses(zombie, 1011);
  if (defect === 'server says Close twice') {
    story.after(5).event('tap.close-again', { connection: zombie, by: 'server', code: 1011 });
  }
  if (defect === 'victim is never let in again') {
    story.event('client.closed', { connection: zombie, code: 1011, by: 'server' });
    return;
  }
  if (defect === 'user is locked out by the dead') {
    // Whoever else has come since took the place of one who left.
    const left = { connection: 'signup-1.1.0', code: 1000, by: 'client' } as const;
    story.at(1300).event('client.closed', left);
    story.at(3400).event('client.refused', { connection: reborn, ...full });
    return;
  }
  story.after(200).opens(reborn);
}

function tellCrowd(story: HistoryBuilder, defect: Planted | undefined): void {
  const { retryAfterMs, ...unhinted } = full;
  const hint = defect === 'refusal says nothing of when' ? {} : { retryAfterMs };
  story.event('client.refused', { connection: 'signup-4.1.0', ...unhinted, ...hint });
}

function tellHarm(story: HistoryBuilder, defect: Planted | undefined): void {
  const connection = 'signup-1.1.0';
  const [part, expected, code] = ['target', false, 1] as const;
  if (defect === 'server closes a living client') story.serverCloses(connection, 1001);
  if (defect === 'server resets a living client') {
    story
      .event('tap.end', { connection, by: 'server', how: 'rst' })
      .event('slot.free', { connection, seenUntilUs: story.nowMs() * 1000 });
  }
  if (defect === 'server evicts a living client while a zombie is held') {
    story.at(2000).serverCloses(connection, 4001);
  }
  if (defect === 'server dies') {
    story.at(6890).event('tap.end', { connection, by: 'server', how: 'fin' });
    story.at(6900).event('part.exited', { part, expected, code, signal: null });
  }
  if (defect === 'tap dies') {
    story.at(6900).event('part.exited', { part: 'tap', expected, code: null, signal: 'SIGSEGV' });
  }
}

function tellEnd(story: HistoryBuilder, defect: Planted | undefined): void {
  sample(story.at(6000), defect);
  sample(story.at(6600), defect);
  const emitted = [{ connection: loser, user: 'returning-1', state: 'live', lastSeq: 40 }];
  tellResources(story, defect);
  story
    .at(90_000)
    .phase('end', 'recovery')
    .phase('begin', 'final-census')
    .event('census', { ...quiet(openNow(story)), quiescent: false, connections: emitted })
    .phase('end', 'final-census');
  if (defect === 'server stops without a goodbye') tellStop(story);
  story
    .event('load.threshold', {
      metric: 'chat_echo',
      expression: 'p(95)<2000',
      ok: defect !== 'script misses a threshold',
    })
    .after(5)
    .event('tap.close-frame', { connection: loser, by: 'client', code: 1000 })
    .event('tap.close-frame', { connection: loser, by: 'server', code: 1000 })
    .after(1)
    .event('client.received', {
      connection: loser,
      count: 40,
      lastSeq: defect === 'last event never comes' ? 39 : 40,
      repeated: 0,
    })
    .event('run.end', { reason: 'completed' });
}

const stop: PlannedFault = {
  ...testFault('f3', ['power-1.2']),
  ...{ inject: 'target-stop', makesZombies: false },
};

/** Everybody just loses the connection. */
function tellStop(story: HistoryBuilder): void {
  story.begins('f3', 'power-1.2.0').after(5);
  for (const connection of [...settled.slice(1), reborn, priority])
    story.event('tap.end', { connection, by: 'server', how: 'fin' });
  story
    .provesHarmless('f3', 'power-1.2.0')
    .event('part.exited', { part: 'target', expected: true, code: 0, signal: null })
    .after(5000)
    .heals('f3');
}
