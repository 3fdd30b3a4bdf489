/** One planned fault from begin to healed: injected on time, proved, held, undone; each step in the history. */

import { keyOf } from '../contracts/connection-id.ts';
import { needsOf } from '../contracts/fault-needs.ts';
import type { ActiveFault, Fault, FaultContext, FaultProof } from '../contracts/fault.ts';
import type { PlannedFault } from '../contracts/plan.ts';
import { withTimeLimit } from '../process/time-limit.ts';
import { watchDeaths } from './death-watch.ts';
import type { EventLog } from './event-log.ts';
import { messageOf } from '../contracts/errors.ts';

/** Bounds of one step; a fault that needs longer to prove itself says so in its settings. */
const injectWithinMs = 5000;
const healWithinMs = 30_000;

export interface FaultRun {
  readonly fault: Fault;
  readonly planned: PlannedFault;
  /** Finds the victims of a fault that the plan could not name; asked when it begins. */
  readonly withVictims?: (planned: PlannedFault) => Promise<PlannedFault>;
  readonly context: FaultContext;
  readonly log: EventLog;
  /** When the run's clock read 0. */
  readonly startUs: number;
  /** From the proof of a zombie to the end of the service level that the server is held to. */
  readonly judgedAfterMs: number;
}

/** How long after the service level's end the fault is still held, so that a late reclaim is seen as late. */
const marginMs = 200;

/** Holds the fault until its planned end or until `context.signal` aborts, then heals it. Never rejects. */
export async function runFault(run: FaultRun): Promise<{ readonly clean: boolean }> {
  const { fault, planned, context } = run;
  const delayUntil = (ms: number): Promise<void> =>
    context.clock.delay(
      Math.max(0, ms - (context.clock.nowUs() - run.startUs) / 1000),
      context.signal,
    );
  try {
    await delayUntil(planned.beginMs);
  } catch {
    return { clean: true }; // the run ended before this fault's time
  }
  const known = await knowVictims(run);
  const active = await begin(known);
  if (active === undefined) return { clean: true };
  const deaths = watchDeaths(known, active);
  await prove(known, active);
  const provenUs = fault.makesZombies ? context.clock.nowUs() : 0;
  const healMs = (): number =>
    Math.max(planned.healMs, judgedMs(run, Math.max(provenUs, deaths.lastDeathUs())));
  // somebody may die while the one before is given its time
  for (let heldMs = 0; heldMs < healMs() && !context.signal.aborted;) {
    heldMs = healMs();
    await delayUntil(heldMs).catch(() => undefined);
  }
  await deaths.end();
  return heal(known, active);
}

/** A tap that cannot be asked any more leaves a fault without victims, which then is not proven. */
async function knowVictims(run: FaultRun): Promise<FaultRun> {
  const { planned, withVictims } = run;
  if (withVictims === undefined) return run;
  return { ...run, planned: await withVictims(planned).catch(() => planned) };
}

/** A proof that came late on a busy machine must not cost the server its time: the fault is held for longer. */
function judgedMs({ startUs, judgedAfterMs }: FaultRun, provenUs: number): number {
  return provenUs === 0 ? 0 : (provenUs - startUs) / 1000 + judgedAfterMs + marginMs;
}

async function begin(run: FaultRun): Promise<ActiveFault | undefined> {
  const { fault, planned, context, log } = run;
  const victims = context.live(planned.victims);
  const connected = new Set(victims.map(({ key }) => key));
  const atUs = context.clock.nowUs();
  const named = { fault: planned.id, atUs };
  log.record({
    ...named,
    kind: 'fault.begin',
    inject: planned.inject,
    victims: victims.map(({ connection }) => connection),
    plannedMs: planned.beginMs,
  });
  const absent = planned.victims.filter((key) => !connected.has(key));
  if (absent.length > 0) {
    const reason = 'was not connected when the fault began';
    log.record({ ...named, kind: 'fault.unproven', victims: absent, reason });
  }
  const onTimeout = (): Error => new Error(`not injected within ${String(injectWithinMs)} ms`);
  try {
    const injecting = fault.inject(planned, context);
    return await withTimeLimit(context.clock, { ms: injectWithinMs, onTimeout }, injecting);
  } catch (error) {
    unproven(
      run,
      victims.map(({ connection }) => connection),
      `not injected: ${messageOf(error)}`,
    );
    return undefined;
  }
}

async function prove(run: FaultRun, active: ActiveFault): Promise<void> {
  const { fault, planned, context, log } = run;
  let proof: FaultProof;
  try {
    proof = await active.prove();
  } catch (error) {
    unproven(
      run,
      active.victims.map(({ connection }) => connection),
      messageOf(error),
    );
    return;
  }
  const { victims, witness, facts } = proof;
  const atUs = context.clock.nowUs();
  if (victims.length > 0) {
    const zombies = fault.makesZombies;
    log.record({ kind: 'fault.proof', atUs, fault: planned.id, victims, witness, facts, zombies });
  }
  for (const { connection, reason } of proof.unproven) unproven(run, [connection], reason);
}

async function heal(run: FaultRun, active: ActiveFault): Promise<{ clean: boolean }> {
  const { fault, planned, context, log } = run;
  const beginUs = context.clock.nowUs();
  const joined = fault.hitsReturning === true ? returnedVictims(run, active) : [];
  if (joined.length > 0)
    log.record({ kind: 'fault.joined', atUs: beginUs, fault: planned.id, victims: joined });
  log.record({ kind: 'fault.heal', atUs: beginUs, fault: planned.id });
  const onTimeout = (): Error => new Error(`not healed within ${String(healWithinMs)} ms`);
  const tried = await withTimeLimit(
    context.clock,
    { ms: healWithinMs, onTimeout },
    active.heal(),
  ).catch((error: unknown) => ({ how: `failed: ${messageOf(error)}`, clean: false }));
  const isGone = !tried.clean && livedInServer(run) && hasServerEnded(log);
  const report = isGone ? { how: 'gone with the server, which has ended', clean: true } : tried;
  const atUs = context.clock.nowUs();
  const tookMs = (atUs - beginUs) / 1000;
  log.record({ kind: 'fault.healed', atUs, fault: planned.id, tookMs, ...report });
  return { clean: report.clean };
}

/** Its fault points are in the memory of the server. */
function livedInServer({ fault, planned }: FaultRun): boolean {
  return needsOf(fault, planned.settings).includes('fault-points');
}

function hasServerEnded({ events }: EventLog): boolean {
  return events.some((event) => event.kind === 'part.exited' && event.part === 'target');
}

/** Connections of the victims' keys that came since the fault began, open still or not; oldest first. */
function returnedVictims({ planned, log }: FaultRun, { victims }: ActiveFault): readonly string[] {
  const hit = new Set(victims.map(({ connection }) => connection));
  const keys = new Set(victims.map(({ key }) => key));
  const returned: string[] = [];
  for (let at = log.events.length - 1; at >= 0; at--) {
    const event = log.events[at];
    if (event?.kind === 'fault.begin' && event.fault === planned.id) break;
    if (event?.kind !== 'tap.open' || hit.has(event.connection)) continue;
    if (keys.has(keyOf(event.connection))) returned.push(event.connection);
  }
  return returned.toReversed();
}

function unproven(run: FaultRun, victims: readonly string[], reason: string): void {
  const atUs = run.context.clock.nowUs();
  run.log.record({ kind: 'fault.unproven', atUs, fault: run.planned.id, victims, reason });
}
