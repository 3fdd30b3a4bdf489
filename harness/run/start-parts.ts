/** Brings up the wire from its far end: target, tap, lanes, load; each registered for teardown as it starts. */

import type { HistoryEvent } from '../contracts/history.ts';
import type { RunningLoad } from '../contracts/load.ts';
import type {
  LanesRestart,
  RunningLanes,
  RunningPart,
  RunningTap,
  RunningTarget,
} from '../contracts/parts.ts';
import { laneSpecs } from './lane-parts.ts';
import { asWebSocketUrl } from './lane-urls.ts';
import type { EventLog } from './event-log.ts';
import type { RunParts, RunRequest } from './run-parts.ts';
import type { Teardown } from './teardown.ts';

/** The load is asked to stop; this only bounds one that would not. Healing may lengthen a run. */
const overrunMs = 60_000;
/** How long a part may take to end when asked politely. */
const graceMs = 2000;

export interface Wire {
  readonly target: RunningTarget;
  readonly tap: RunningTap;
  readonly lanes: RunningLanes;
}

export interface StartContext {
  /** Whether a fault has announced that it ends this part. */
  readonly isEndedByFault: (part: 'target' | 'tap' | 'toxiproxy') => boolean;
  readonly parts: RunParts;
  readonly request: RunRequest;
  readonly log: EventLog;
  readonly teardown: Teardown;
  /** A part ended although nobody asked it to. */
  readonly onLoss: (part: 'target' | 'tap' | 'toxiproxy' | 'load') => void;
}

export async function startWire(context: StartContext): Promise<Wire> {
  const { parts, request, log } = context;
  const { plan, baseDirectory } = request;
  const target = await parts.target.start(plan.target, baseDirectory);
  watch(context, 'target', target);
  const url = target.control.url;
  const pid = target.pid === 0 ? {} : { pid: target.pid };
  log.record({ kind: 'target.started', atUs: parts.clock.nowUs(), url, ...pid });
  const record = (events: readonly HistoryEvent[]): void => {
    events.forEach(log.record);
  };
  const tap = await parts.tap.start(url, record);
  watch(context, 'tap', tap);
  const lanes = await parts.lanes.start(tap.url, laneSpecs(plan, parts.faults));
  watch(context, 'toxiproxy', lanes);
  lanes.onRestart?.((restart) => {
    noteRestart(context, restart);
  });
  return { target, tap, lanes };
}

/** The undo ladder ended a Toxiproxy that was stuck: the watchdog must hold the lease on the new one. */
function noteRestart({ parts, log }: StartContext, restart: LanesRestart): void {
  parts.watchdog.release(restart.killedPid);
  parts.watchdog.guard(restart.pid);
  const atUs = parts.clock.nowUs();
  log.record({ kind: 'part.restarted', atUs, part: 'toxiproxy', ...restart });
}

export async function startLoad(context: StartContext, wire: Wire): Promise<RunningLoad> {
  const { parts, request, log, teardown, onLoss } = context;
  const { plan, baseDirectory, directory } = request;
  let stopping = false;
  let gone = false;
  const laneUrls = Object.fromEntries(
    Object.entries(wire.lanes.urls).map(([lane, url]) => [
      lane,
      asWebSocketUrl(url, wire.target.control.url),
    ]),
  );
  const load = await parts.load.start({
    plan,
    baseDirectory,
    laneUrls,
    workDirectory: directory,
    durationMs: (plan.phases.at(-1)?.endMs ?? 0) + overrunMs,
    onEvents: (events) => {
      events.forEach(log.record);
    },
    onExit: (code, signal) => {
      const atUs = parts.clock.nowUs();
      log.record({ kind: 'part.exited', atUs, part: 'load', expected: stopping, code, signal });
      gone = true;
      parts.watchdog.release(load.pid);
      if (!stopping) onLoss('load');
    },
  });
  parts.watchdog.guard(load.pid);
  for (const { pid, exited } of load.others ?? []) {
    parts.watchdog.guard(pid);
    void exited.then(() => {
      parts.watchdog.release(pid);
    });
  }
  teardown.add('load engine', async () => {
    stopping = true;
    if (!gone) await load.stop(graceMs);
  });
  return load;
}

function watch(
  { parts, log, teardown, onLoss, isEndedByFault }: StartContext,
  part: 'target' | 'tap' | 'toxiproxy',
  running: RunningPart,
): void {
  let stopping = false;
  if (running.pid !== 0) parts.watchdog.guard(running.pid);
  void running.exited.then(async ({ code, signal }) => {
    const atUs = parts.clock.nowUs();
    const expected = stopping || isEndedByFault(part);
    const words = expected ? undefined : await running.lastWords?.();
    const said = words === undefined || words === '' ? {} : { lastWords: words };
    log.record({ kind: 'part.exited', atUs, part, expected, code, signal, ...said });
    parts.watchdog.release(running.pid);
    if (!expected) onLoss(part);
  });
  teardown.add(part, async () => {
    stopping = true;
    await running.stop(graceMs);
  });
}
