/**
 * The life of a run: wire up → baseline → chaos (faults begin, are proven, heal) → recovery → final census →
 * everything down. The only stage that waits. Whatever happens, every fault is healed and every part ended.
 */

import type { FaultContext, LiveConnection } from '../contracts/fault.ts';
import { hostOf, isLoopback, portOf } from '../contracts/loopback.ts';
import type { HistoryEvent } from '../contracts/history.ts';
import type { RunningLoad } from '../contracts/load.ts';
import type { PlannedFault, PlannedPhase } from '../contracts/plan.ts';
import type { Verdict } from '../contracts/verdict.ts';
import { openEventLog, type EventLog } from './event-log.ts';
import { LiveConnections } from './live-connections.ts';
import { CensusObserver } from './observe-census.ts';
import { MatchedVictims } from './matched-victims.ts';
import { observeResources } from './observe-resources.ts';
import { observeSockets } from './observe-sockets.ts';
import { runFault } from './run-fault.ts';
import type { RunParts, RunRequest } from './run-parts.ts';
import { joinParts } from './lane-parts.ts';
import { measureNetworks } from './measure-networks.ts';
import { startLoad, startWire, type StartContext, type Wire } from './start-parts.ts';
import { Teardown } from './teardown.ts';
import { messageOf } from '../contracts/errors.ts';

/** Longest a single undo step may take before it counts as not undone. */
const undoWithinMs = 30_000;

export interface RunResult {
  readonly events: readonly HistoryEvent[];
  readonly ended: Verdict['ended'];
  /** What could not be undone, in words; empty when all was. */
  readonly residue: readonly string[];
  /** Why the run ended early, where the user can do something about it. */
  readonly error?: unknown;
}

export async function runScenario(parts: RunParts, request: RunRequest): Promise<RunResult> {
  const log = await openEventLog(`${request.directory}/history.ndjson`);
  const run = new Run(parts, request, log);
  try {
    return await run.live();
  } finally {
    await log.close();
  }
}

interface PhaseParts {
  readonly wire: Wire;
  readonly load: RunningLoad;
  readonly census: CensusObserver;
  readonly matched: MatchedVictims;
}

class Run {
  readonly #parts: RunParts;
  readonly #request: RunRequest;
  readonly #log: EventLog;
  readonly #live = new LiveConnections();
  readonly #teardown: Teardown;
  readonly #residue: string[] = [];
  /** Aborts when the run must end early: Ctrl-C, or a part that was lost. */
  readonly #stop = new AbortController();
  /** Aborts when a fault is about to end the server: what is left of the phases is left out. */
  readonly #over = new AbortController();
  #lost: string | undefined;

  constructor(parts: RunParts, request: RunRequest, log: EventLog) {
    this.#parts = parts;
    this.#request = request;
    this.#log = log;
    this.#teardown = new Teardown(parts.clock);
    log.onEvent((event) => {
      this.#live.note(event);
      request.onEvent(event);
    });
  }

  async live(): Promise<RunResult> {
    const { clock } = this.#parts;
    const { plan, signal, baseDirectory } = this.#request;
    const onAbort = (): void => {
      this.#stop.abort(new Error('interrupted'));
    };
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    const wallTime = clock.wallTime();
    const { hash: planHash, seed } = plan;
    const start = { planHash, seed, wallTime, baseDirectory };
    this.#log.record({ kind: 'run.start', atUs: clock.nowUs(), ...start });
    let error: unknown;
    try {
      await this.#wireAndPhases();
    } catch (problem) {
      if (!this.#stop.signal.aborted) error = problem;
    }
    this.#stop.abort(new Error('the run is over')); // faults still on heal now
    for (const { what, error: cause } of await this.#teardown.run(undoWithinMs)) {
      this.#residue.push(`${what}: ${messageOf(cause)}`);
    }
    signal.removeEventListener('abort', onAbort);
    return this.#result(error);
  }

  async #wireAndPhases(): Promise<void> {
    const context: StartContext = {
      parts: this.#parts,
      request: this.#request,
      log: this.#log,
      teardown: this.#teardown,
      onLoss: (part) => {
        this.#lost ??= part;
        this.#stop.abort(new Error(`${part} is gone`));
      },
      isEndedByFault: (part) => part === 'target' && this.#over.signal.aborted,
    };
    this.#stop.signal.throwIfAborted();
    const wire = await startWire(context);
    this.#stop.signal.throwIfAborted();
    this.#teardown.add('lanes', () => this.#scanLanes(wire));
    const census = this.#observe(wire);
    const matched = await MatchedVictims.watch(this.#request.plan, wire.tap);
    const load = await startLoad(context, wire);
    await this.#phases({ wire, load, census, matched });
  }

  /** Starts the observers; they end with the teardown. */
  #observe(wire: Wire): CensusObserver {
    const { clock } = this.#parts;
    const ending = new AbortController();
    const { control } = wire.target;
    const shared = { clock, log: this.#log };
    const census = new CensusObserver({ ...shared, live: this.#live, control });
    const kernel = this.#kernel(wire);
    const { pid } = wire.target;
    const watching = [
      census.observe(ending.signal),
      ...(pid === 0 ? [] : [observeResources({ ...shared, pid }, ending.signal)]),
      ...(kernel === undefined ? [] : [observeSockets({ ...shared, kernel }, ending.signal)]),
    ];
    this.#teardown.add('observers', async () => {
      ending.abort();
      await Promise.all(watching);
    });
    return census;
  }

  async #phases(parts: PhaseParts): Promise<void> {
    const { plan } = this.#request;
    const { clock } = this.#parts;
    const startUs = clock.nowUs();
    this.#measureNetworks(parts.wire);
    const contextOf = this.#faultContexts(parts);
    const faults = plan.faults.map((planned) => {
      const fault = this.#parts.faults.get(planned.inject);
      if (fault === undefined) throw new Error(`no fault ${planned.inject}`);
      const judgedAfterMs = plan.serviceLevel.reclaimWithinMs;
      const context = contextOf(planned);
      const withVictims = (of: PlannedFault): Promise<PlannedFault> => parts.matched.known(of);
      const timing = { startUs, judgedAfterMs };
      return runFault({ fault, planned, context, log: this.#log, withVictims, ...timing });
    });
    const healed = Promise.all(faults).then((reports) => {
      if (reports.some(({ clean }) => !clean)) this.#residue.push('a fault could not be healed');
    });
    // Registered last, so healed first: a run that is cut short still undoes its faults before its parts.
    this.#teardown.add('faults', () => healed);
    let lateMs = 0;
    for (const phase of plan.phases) {
      if (this.#over.signal.aborted) break;
      if (phase.name === 'recovery') {
        await healed;
        lateMs = Math.max(0, (clock.nowUs() - startUs) / 1000 - phase.beginMs);
      }
      await this.#phase(phase, startUs + lateMs * 1000);
    }
    await healed;
    if (!this.#over.signal.aborted) await this.#finalCensus(parts.census);
  }

  #measureNetworks({ tap }: Wire): void {
    const { plan } = this.#request;
    const live = (keys: readonly string[]): readonly LiveConnection[] => this.#live.ofKeys(keys);
    const by = { clock: this.#parts.clock, log: this.#log, plan, tap, live };
    const measured = measureNetworks(by, this.#stop.signal);
    this.#teardown.add('measuring of networks', () => measured);
  }

  async #phase(phase: PlannedPhase, startUs: number): Promise<void> {
    const { clock } = this.#parts;
    this.#log.record({ kind: 'phase.begin', atUs: clock.nowUs(), phase: phase.name });
    const leftMs = phase.endMs - (clock.nowUs() - startUs) / 1000;
    const ends = AbortSignal.any([this.#stop.signal, this.#over.signal]);
    await clock.delay(Math.max(0, leftMs), ends).catch(() => {
      this.#stop.signal.throwIfAborted();
    });
    this.#log.record({ kind: 'phase.end', atUs: clock.nowUs(), phase: phase.name });
  }

  async #finalCensus(census: CensusObserver): Promise<void> {
    const { clock } = this.#parts;
    const phase = 'final-census';
    this.#log.record({ kind: 'phase.begin', atUs: clock.nowUs(), phase });
    await census.sample(true);
    this.#log.record({ kind: 'phase.end', atUs: clock.nowUs(), phase });
  }

  #faultContexts(parts: PhaseParts): (of: PlannedFault) => FaultContext {
    const { wire, load: clients, census, matched } = parts;
    const kernel = this.#kernel(wire);
    const shared: Omit<FaultContext, 'bystanders'> = {
      clock: this.#parts.clock,
      signal: this.#stop.signal,
      lanes: joinParts(wire.lanes, this.#request.plan.lanes),
      tap: wire.tap,
      clients,
      target: wire.target.control,
      ...(kernel === undefined ? {} : { kernel }),
      live: (keys) => this.#live.ofKeys(keys),
      expectTargetExit: async () => {
        await this.#finalCensus(census);
        this.#over.abort();
      },
      events: () => this.#log.events,
    };
    return (planned) => ({
      ...shared,
      bystanders: () => this.#live.outside(matched.near(planned)),
    });
  }

  #kernel(wire: Wire): ReturnType<RunParts['kernelView']> {
    const { pid, control } = wire.target;
    const port = portOf(new URL(control.url));
    if (pid !== 0) return this.#parts.kernelView(pid, port);
    // Somebody else's server: where loopback leads to it, its sockets stand in the same tables as ours.
    const isHere = isLoopback(hostOf(new URL(control.url)));
    return isHere ? this.#parts.kernelView(process.pid, port) : undefined;
  }

  async #scanLanes(wire: Wire): Promise<void> {
    if (this.#lost === 'toxiproxy') return; // its toxics are gone with it
    await wire.lanes.liftStanding?.();
    for (const toxic of await wire.lanes.residue()) this.#residue.push(`toxic ${toxic}`);
  }

  #result(error: unknown): RunResult {
    const reason = this.#ended(error);
    const why = this.#lost === undefined ? error : `${this.#lost} was lost`;
    const detail = why === undefined ? {} : { detail: messageOf(why) };
    this.#log.record({
      kind: 'run.end',
      atUs: this.#parts.clock.nowUs(),
      reason,
      ...detail,
    });
    return {
      events: this.#log.events,
      ended: reason,
      residue: this.#residue,
      ...(error === undefined ? {} : { error }),
    };
  }

  #ended(error: unknown): Verdict['ended'] {
    if (this.#request.signal.aborted) return 'interrupted';
    return this.#lost !== undefined || error !== undefined ? 'error' : 'completed';
  }
}
