/** What to look at next, for each check that did not pass: the sentence somebody on call needs after the verdict. */

import type { ReportInput } from '../contracts/reporter.ts';
import type { CheckResult } from '../contracts/verdict.ts';

export interface Advice {
  readonly check: string;
  /** What it is about: a fault, where the check failed by one. */
  readonly about?: string;
  readonly text: string;
  /** One of the connections it shows on. */
  readonly connection?: string;
}

const goneSilent =
  'the server does not notice in time a peer that is gone without a word. Let it ping on a timer and end (`terminate`, not ' +
  '`close`) whoever did not answer the last ping; where it does that, the interval of its pings and its patience together are ' +
  'longer than the service level.';
const unread =
  'what it sends is not read, and it waits. Watch how much waits for each connection (`bufferedAmount`) and end those whose ' +
  'queue does not drain.';

/** By fault: what a server lacks that holds on to its zombies. */
const lacking: Readonly<Record<string, string>> = {
  'half-open-socket': goneSilent,
  partition: goneSilent,
  'one-way-cut': goneSilent,
  'hand-off': goneSilent,
  'client-freeze': goneSilent,
  'pong-spoof':
    'something on the way answers the pings for the dead client. Only an answer of the application itself (an acknowledged ' +
    'event) tells that it is there.',
  'stalled-emitter':
    'pings pass while no event does. Probe the path that real events take, and replace the connection when the probe is not answered.',
  'zero-window': unread,
  'trickle-reader': unread,
  'close-ignored':
    'its Close is never answered, and it waits. End the socket a while after the Close.',
  'half-close':
    'the peer has ended its side and the server keeps its own open. End it when the FIN comes.',
  'cleanup-failure':
    'its removal failed half-way. Give the slot back whatever the removal does (`finally`).',
  'client-kill':
    'the kernel told it that the client is gone. Let the handlers of `close` and `error` give the slot back.',
};

const failing: Readonly<Record<string, string>> = {
  'zombies-reclaimed':
    'the server holds on to connections whose clients are gone. See in the life of one of them which sign it missed.',
  'live-connections-kept':
    'the server ended connections whose clients were alive: its time limit is shorter than they are silent, or it evicts the wrong ones.',
  'events-delivered':
    'events vanished and nobody was told. Number them per connection, keep them until they are acknowledged, send them again or report the gap.',
  'closed-once':
    'two parts of it close the same connection. Let one place end a connection, and note there that it has.',
  'orphan-work-ends':
    'the server goes on with answers that nobody will read. Cancel what runs for a connection when it ends, or when the time to resume it is over.',
  'counts-agree':
    'its counter and its set of connections part ways. Count the set, or give each slot back in one place only.',
  'priority-admitted':
    'important users wait behind others. Reclaim or evict for them before refusing them.',
  'refusals-say-when':
    'a refusal for now says when to come back: answer 429 or 503 with `Retry-After`, no longer than a place takes to become free.',
  'shutdown-was-graceful':
    'at SIGTERM let the server say Close 1001 or 1012 to everybody, admit nobody, and end in time.',
  'resources-return':
    'something stays behind with each connection. The section Resources shows which, and since when.',
  'parts-stayed-up': 'a process died. Its last words are in the safety log.',
  'thresholds-met': 'a threshold of the load script was broken. The section Load has the metrics.',
  'service-recovered': 'the server did not serve as many as before once the faults were over.',
  'bystanders-undisturbed':
    'the faults of some held up the others: look for work that waits for one connection before it turns to the next.',
};

const doubtful: Readonly<Record<string, string>> = {
  'load-was-honest':
    'the load generator was late itself, so any figure here may be of this machine. Use fewer users, or a machine with nothing else to do.',
  'fault-was-observed':
    'a fault did not take hold of everybody. The fault ledger says of whom and why; victims must be connected when it begins.',
};

/** As the checks say it where no connection of the load was ever let in. */
const nobody = 'nobody got in';
const shutOut =
  'no user of the load was let in. Does `target.url` have the right path, and does the load script connect to that address?';

/** How much anybody reads. */
const mostAdvice = 4;

/** Nothing for a run that passed, or that could not begin. Doubts about the means come first: they bear on all else. */
export function adviceOn(input: ReportInput): readonly Advice[] {
  const { verdict, history } = input;
  if (verdict.endedBecause !== undefined || verdict.ended === 'interrupted') return [];
  const kinds = new Map(history.plan.faults.map(({ id, inject }) => [id, inject]));
  const early = endedBeforeFaults(input);
  const all = verdict.checks.flatMap((check) => {
    if (check.name === early?.check) return [early];
    if (check.outcome === 'fail') return ofFailed(check, kinds);
    const text = check.outcome === 'unknown' ? doubtAbout(check) : undefined;
    return text === undefined ? [] : [{ check: check.name, text }];
  });
  const rank = (one: Advice): number => (one === early ? 1 : rankOf(one));
  return all.toSorted((one, other) => rank(one) - rank(other)).slice(0, mostAdvice);
}

/** Of a server that throws out its clients before anything is done to it: much else follows from that. */
function endedBeforeFaults({ verdict, history }: ReportInput): Advice | undefined {
  const check = 'live-connections-kept';
  const beginUs = history.events.find(({ kind }) => kind === 'fault.begin')?.atUs ?? -Infinity;
  const all = verdict.checks.find(({ name }) => name === check)?.violations ?? [];
  const early = all.filter(({ atUs = Infinity }) => atUs < beginUs);
  const [first] = early;
  if (first === undefined) return undefined;
  const whom = early.length === 1 ? 'a connection' : `${early.length} connections`;
  return {
    check,
    text:
      `the server ended ${whom} before the first fault began, so no fault explains it. Either its time limit is shorter than ` +
      'users are silent, or they do not speak what it expects: the built-in ones send JSON; for other protocols give ' +
      '`load.script` (loadtests/scripts has Socket.IO, STOMP, SignalR, Phoenix and GraphQL).',
    ...(first.connection === undefined ? {} : { connection: first.connection }),
  };
}

function doubtAbout({ name, reason = '' }: CheckResult): string | undefined {
  return name === 'fault-was-observed' && reason.startsWith(nobody) ? shutOut : doubtful[name];
}

/** After the doubts what the verdict is about first of all. */
function rankOf({ check }: Advice): number {
  if (check === 'load-was-honest') return 0;
  if (check in doubtful) return 2;
  return ['zombies-reclaimed', 'live-connections-kept'].includes(check) ? 3 : 4;
}

/** Once a kind of fault, where what is missing differs by it. */
function ofFailed(
  { name, violations }: CheckResult,
  kinds: ReadonlyMap<string, string>,
): readonly Advice[] {
  const byText = new Map<string, Advice>();
  for (const { fault = '', connection } of violations) {
    const advice = { ...general(name, kinds.get(fault)), ...(connection && { connection }) };
    if (!byText.has(advice.text)) byText.set(advice.text, advice);
  }
  return [...byText.values()].filter(({ text }) => text !== '');
}

/** An empty text where nothing is known of the check. */
function general(check: string, kind = ''): Advice {
  const special = check === 'zombies-reclaimed' ? lacking[kind] : undefined;
  if (special !== undefined) return { check, about: kind, text: special };
  return { check, text: failing[check] ?? '' };
}

/** `zombies-reclaimed, half-open-socket`: what an advice is about. */
export function subjectOf({ check, about }: Advice): string {
  return about === undefined ? check : `${check}, ${about}`;
}
