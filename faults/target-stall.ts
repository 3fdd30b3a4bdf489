/** The server's event loop stops again and again: heartbeats are late, and pongs lie unread while it judges who is dead. */

import type {
  Fault,
  FaultContext,
  FaultProof,
  LiveConnection,
} from '../harness/contracts/fault.ts';
import { lookUntil } from '../harness/process/time-limit.ts';
import { connectedVictims, healOnce, sortProven } from './kinds/injection.ts';
import {
  letGoOn,
  listeners,
  serverProcesses,
  serverState,
  signalAll,
  type ServerProcess,
} from './kernel/server-processes.ts';
import { defineSettings } from './settings/define-settings.ts';
import { notTheServer } from './target-freeze.ts';

const schema = defineSettings('target-stall', {
  stall: {
    kind: 'duration',
    defaultMs: 300,
    minMs: 20,
    maxMs: 60_000,
    summary: 'how long it stands still each time',
  },
  rest: {
    kind: 'duration',
    defaultMs: 700,
    minMs: 20,
    maxMs: 600_000,
    summary: 'how long it runs in between',
  },
});

export const targetStall: Fault = {
  name: 'target-stall',
  summary:
    'the event loop of the server stops for a while, again and again, as in long collections',
  needs: [],
  makesZombies: false,
  legend: { label: 'server stalls', colour: '#7f8c8d' },
  onlyThere: 'the whole server stands still, for everybody',
  witness: 'kernel',
  undo: 'let the process go on',
  healWitness: 'kernel',
  settings: schema.described,
  parseSettings: schema.parse,
  inject: async (planned, context) => {
    const processes = serverProcesses(context);
    const victims = connectedVictims(planned, context);
    const { stallMs, restMs } = schema.of(planned);
    const over = new AbortController();
    const pulses = pulse({ context, processes, stallMs, restMs, over: over.signal });
    pulses.catch(() => undefined); // the heal reports what became of the process
    return Promise.resolve({
      victims,
      prove: () => prove({ context, victims, processes, withinMs: stallMs + restMs + patienceMs }),
      heal: healOnce(async () => {
        over.abort();
        await pulses.catch(() => undefined);
        return letGoOn(context, processes);
      }),
    });
  },
};

/** A look may come late on a machine under load. */
const patienceMs = 3000;

async function pulse(how: {
  readonly context: FaultContext;
  readonly processes: readonly ServerProcess[];
  readonly stallMs: number;
  readonly restMs: number;
  readonly over: AbortSignal;
}): Promise<void> {
  const { context, processes, stallMs, restMs, over } = how;
  for (;;) {
    over.throwIfAborted();
    signalAll(processes, 'SIGSTOP');
    try {
      await context.clock.delay(stallMs, over);
    } finally {
      signalAll(processes, 'SIGCONT');
    }
    await context.clock.delay(restMs, over);
  }
}

/** The kernel must have said both: that it stood still, and that it went on. */
async function prove(injected: {
  readonly context: FaultContext;
  readonly victims: readonly LiveConnection[];
  readonly processes: readonly ServerProcess[];
  readonly withinMs: number;
}): Promise<FaultProof> {
  const { context, victims, processes, withinMs } = injected;
  const seen = new Set<string>();
  const bound = { withinMs, everyMs: 5, signal: context.signal };
  await lookUntil(context.clock, bound, () => {
    const state = serverState(processes);
    if (state === 'stopped' || seen.has('stopped')) seen.add(state);
    const isSeen = seen.has('running') || state === 'gone';
    return Promise.resolve(isSeen ? true : undefined);
  });
  const listening = await listeners(context, processes);
  return {
    ...sortProven(victims, () => {
      if (listening?.length === 0) return notTheServer;
      return seen.has('running')
        ? undefined
        : 'the process was not seen standing still and going on';
    }),
    witness: 'kernel',
    facts: { statesSeen: [...seen] },
  };
}
