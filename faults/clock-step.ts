/** The server's clock jumps, as a time server sets it: who tells ages by it takes everybody for old, or for young. */

import { ChaosError } from '../harness/contracts/errors.ts';
import type {
  Fault,
  FaultContext,
  FaultProof,
  LiveConnection,
} from '../harness/contracts/fault.ts';
import type { ClockPoint } from '../harness/contracts/target.ts';
import { connectedVictims, healOnce, sortProven } from './kinds/injection.ts';
import { defineSettings } from './settings/define-settings.ts';

const schema = defineSettings('clock-step', {
  by: {
    kind: 'duration',
    defaultMs: 7_200_000,
    minMs: 1000,
    maxMs: 604_800_000,
    summary: 'how far the clock jumps at once',
  },
  direction: {
    kind: 'choice',
    options: ['forward', 'back'],
    default: 'forward',
    summary: 'ages grow by a jump `forward` and shrink below nothing by one `back`',
  },
});

/** What the way to the server and back may take, beside what is measured of it. */
const toleranceMs = 100;

export const clockStep: Fault = {
  name: 'clock-step',
  summary: 'the clock by which the server tells ages jumps, and jumps back when it heals',
  needs: ['fault-points'],
  makesZombies: false,
  legend: { label: 'clock step', colour: '#b7950b' },
  onlyThere: 'the clock is that of the whole server, and everybody’s',
  witness: 'clock of the harness',
  undo: 'set the clock back',
  healWitness: 'clock of the harness',
  settings: schema.described,
  parseSettings: schema.parse,
  inject: async (planned, context) => {
    const clock = pointOf(context);
    const victims = connectedVictims(planned, context);
    const { byMs, direction } = schema.of(planned);
    const stepMs = direction === 'forward' ? byMs : -byMs;
    const before = await readOffset(context, clock);
    context.signal.throwIfAborted();
    await clock.step(stepMs);
    const undo = healOnce(async () => {
      await clock.step(-stepMs);
      const left = awayFrom(before, await readOffset(context, clock), 0);
      if (left !== undefined) throw new Error(`the clock is still wrong: ${left}`);
      return 'set the clock back';
    });
    if (context.signal.aborted) {
      await undo();
      context.signal.throwIfAborted();
    }
    return {
      victims,
      prove: () => prove({ context, clock, victims, before, stepMs }),
      heal: undo,
    };
  },
};

/** How far the server's clock is ahead of the harness's. */
interface Offset {
  readonly aheadMs: number;
  /** The reading may be wrong by so much. */
  readonly uncertainMs: number;
}

async function readOffset({ clock }: FaultContext, point: ClockPoint): Promise<Offset> {
  const beganUs = clock.nowUs();
  const readUs = await point.nowUs();
  const tookUs = clock.nowUs() - beganUs;
  return { aheadMs: (readUs - beganUs - tookUs / 2) / 1000, uncertainMs: tookUs / 2000 };
}

/** In words how the clock moved, unless it moved by `wantedMs` against the harness's own. */
function awayFrom(before: Offset, after: Offset, wantedMs: number): string | undefined {
  const movedMs = after.aheadMs - before.aheadMs;
  const allowedMs = toleranceMs + before.uncertainMs + after.uncertainMs;
  if (Math.abs(movedMs - wantedMs) <= allowedMs) return undefined;
  return `it moved by ${Math.round(movedMs)} ms against that of the harness, not by ${wantedMs} ms`;
}

/** The harness's clock was not touched: against it the server's must have moved by the step, and by nothing else. */
async function prove(injected: {
  readonly context: FaultContext;
  readonly clock: ClockPoint;
  readonly victims: readonly LiveConnection[];
  readonly before: Offset;
  readonly stepMs: number;
}): Promise<FaultProof> {
  const { context, clock, victims, before, stepMs } = injected;
  const after = await readOffset(context, clock);
  const complaint = awayFrom(before, after, stepMs);
  return {
    ...sortProven(victims, () => complaint),
    witness: 'clock of the harness',
    facts: {
      stepMs,
      movedMs: Math.round(after.aheadMs - before.aheadMs),
      uncertainMs: Math.ceil(before.uncertainMs + after.uncertainMs),
    },
  };
}

function pointOf({ target }: FaultContext): ClockPoint {
  const point = target.faultPoints?.clock;
  if (point !== undefined) return point;
  throw new ChaosError('CHAOS_ERR_FAULT_INJECT', 'this server has no clock that can be stepped', {
    help: 'Use the reference server, or `ws-chaos/hooks` in your own.',
  });
}
