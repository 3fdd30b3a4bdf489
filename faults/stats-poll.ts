/** A dashboard asks the server about everybody, again and again: no question may keep a dead connection alive. */

import { ChaosError } from '../harness/contracts/errors.ts';
import type {
  Fault,
  FaultContext,
  FaultProof,
  LiveConnection,
} from '../harness/contracts/fault.ts';
import { lookUntil } from '../harness/process/time-limit.ts';
import { heardSince, questionsHeard, type QuestionsHeard } from './kernel/own-questions.ts';
import { connectedVictims, healOnce, idsOf, sortProven } from './kinds/injection.ts';
import { stopHeard, stopWitness } from './proof/stop-heard.ts';
import { defineSettings } from './settings/define-settings.ts';
import { proofWithin } from './kinds/tap-fault.ts';

const schema = defineSettings('stats-poll', {
  every: {
    kind: 'duration',
    defaultMs: 50,
    minMs: 5,
    maxMs: 60_000,
    summary: 'census and health check are asked for once each',
  },
  rounds: {
    kind: 'count',
    default: 3,
    min: 1,
    max: 1000,
    summary: 'so many answers must have named a victim before it counts as proven',
  },
  proofWithin,
});

const witness = 'answers of the server, and the kernel';

export const statsPoll: Fault = {
  name: 'stats-poll',
  summary: 'census and health of the victims are asked for at a pace, as dashboards do',
  needs: ['fault-points'],
  makesZombies: false,
  legend: { label: 'stats poll', colour: '#45b39d' },
  onlyThere: 'its connections are its own',
  witness,
  undo: 'asks no more',
  healWitness: stopWitness,
  settings: schema.described,
  parseSettings: schema.parse,
  inject: async (planned, context) => {
    const { everyMs, rounds, proofWithinMs } = schema.of(planned);
    const victims = connectedVictims(planned, context);
    const questions = questionsOf(context);
    const tally = new Map<string, number>();
    const before = await heardBy(context);
    context.signal.throwIfAborted();
    const over = new AbortController();
    let asked = 0;
    const counted = questions.map((ask): Question => (ids) => {
      asked++;
      return ask(ids);
    });
    const polling = poll({
      ...{ context, victims, tally, everyMs },
      questions: counted,
      over: over.signal,
    });
    polling.catch(() => undefined); // a server that does not answer is unproven, not an error
    return {
      victims,
      prove: () => prove({ context, victims, tally, before, rounds, withinMs: proofWithinMs }),
      heal: healOnce(async () => {
        const stop = async (): Promise<void> => {
          over.abort();
          await polling.catch(() => undefined);
        };
        const heard = await stopHeard(context, { asked: () => asked, stop });
        return `asks no more; ${heard}`;
      }),
    };
  },
};

/** Census and health. */
const questionsARound = 2;

type Question = (ids: readonly string[]) => Promise<readonly string[]>;

/** Each answers with the connections that the server named. */
function questionsOf({ target }: FaultContext): readonly Question[] {
  const { faultPoints } = target;
  if (target.census === undefined || faultPoints === undefined) {
    throw new ChaosError('CHAOS_ERR_FAULT_INJECT', 'this server cannot be asked about itself', {
      help: 'Use the reference server, or a fault of the network.',
    });
  }
  return [
    async () => (await target.census?.())?.connections.map(({ connection }) => connection) ?? [],
    async (ids) => (await faultPoints.health(ids)).map(({ connection }) => connection),
  ];
}

async function poll(how: {
  readonly context: FaultContext;
  readonly questions: readonly Question[];
  readonly victims: readonly LiveConnection[];
  /** Rounds in which every answer named the connection. */
  readonly tally: Map<string, number>;
  readonly everyMs: number;
  readonly over: AbortSignal;
}): Promise<void> {
  const { context, questions, victims, tally, everyMs, over } = how;
  const ids = idsOf(victims);
  for (;;) {
    over.throwIfAborted();
    const answers = await Promise.all(
      questions.map((ask) => ask(ids).catch((): readonly string[] => [])),
    );
    for (const id of ids)
      if (answers.every((named) => named.includes(id))) tally.set(id, (tally.get(id) ?? 0) + 1);
    await context.clock.delay(everyMs, over);
  }
}

/** The kernel's count of what the server's process heard from this one; undefined where it cannot be asked. */
async function heardBy({ target }: FaultContext): Promise<QuestionsHeard | undefined> {
  return target.pid === undefined ? undefined : questionsHeard(target.pid);
}

/** Only an answer that names the victim counts; and so many questions must have reached the server by the kernel's count. */
async function prove(asked: {
  readonly context: FaultContext;
  readonly victims: readonly LiveConnection[];
  readonly tally: ReadonlyMap<string, number>;
  readonly before: QuestionsHeard | undefined;
  readonly rounds: number;
  readonly withinMs: number;
}): Promise<FaultProof> {
  const { context, victims, tally, before, rounds, withinMs } = asked;
  const named = (id: string): number => tally.get(id) ?? 0;
  const bound = { withinMs, everyMs: 10, signal: context.signal };
  await lookUntil(context.clock, bound, () =>
    Promise.resolve(idsOf(victims).every((id) => named(id) >= rounds) ? true : undefined),
  );
  const now = await heardBy(context);
  const heard = before === undefined || now === undefined ? undefined : heardSince(before, now);
  const wanted = rounds * questionsARound;
  return {
    ...sortProven(victims, ({ connection }) => {
      if (named(connection) < rounds)
        return `the server's answers named it ${named(connection)} times`;
      if (heard === undefined || heard >= wanted) return undefined;
      return `the kernel counts ${heard} questions at the server, not ${wanted}`;
    }),
    witness: heard === undefined ? 'answers of the server' : witness,
    facts: {
      answersLeast: Math.min(...idsOf(victims).map(named)),
      ...(heard === undefined ? {} : { questionsHeard: heard }),
    },
  };
}
