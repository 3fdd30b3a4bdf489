/** The code behind one connection throws at each message; a server must not let that end anybody else's. */

import { ChaosError } from '../harness/contracts/errors.ts';
import type {
  Fault,
  FaultContext,
  FaultProof,
  LiveConnection,
} from '../harness/contracts/fault.ts';
import type { ThrowPoint } from '../harness/contracts/target.ts';
import type { TapInjector } from '../harness/contracts/tap-rules.ts';
import { watchVictims, type Evidence, type VictimWatch } from './proof/evidence.ts';
import { connectedVictims, healOnce, idsOf } from './kinds/injection.ts';
import { answersOf, askAll, untilAnswered } from './proof/questions.ts';
import { defineSettings } from './settings/define-settings.ts';
import { injectorOf } from './kinds/tap-fault.ts';
import { lasting, times } from './settings/throw-settings.ts';

const schema = defineSettings('handler-crash', {
  times: times('messages of each victim make its handler throw'),
  lasting: lasting(1000, 'and all that come until so long after the first'),
  proofWithin: {
    kind: 'duration',
    defaultMs: 1000,
    minMs: 50,
    maxMs: 60_000,
    summary: 'how long a bystander may take to answer what the victims do not',
  },
});

const witness = 'questions of the tap';
const undo = 'disarmed the fault point';
/** So many bystanders are asked too: where none of them answers, silence proves nothing. */
const controlsWanted = 3;
/** How long a server may take to answer before the fault, and after the heal. */
const answerWithinMs = 2000;
/** Without bystanders, victims that answered before are given so long. */
const silenceMs = 250;
/** By so much the answer of a victim may be behind those of the bystanders. */
const behindMs = 100;

export const handlerCrash: Fault = {
  name: 'handler-crash',
  summary: 'the handler of a client’s messages throws, as code does that nobody has tested',
  needs: ['fault-points', 'tap'],
  makesZombies: false,
  legend: { label: 'handler crash', colour: '#a93226' },
  onlyThere: 'the server knows its fault points by connection',
  witness,
  undo,
  healWitness: witness,
  settings: schema.described,
  parseSettings: schema.parse,
  inject: async (planned, context) => {
    const point = pointOf(context);
    const injector = injectorOf(context, planned.inject);
    const victims = connectedVictims(planned, context);
    const { times: count, lastingMs, proofWithinMs } = schema.of(planned);
    const owner = `${planned.id}-${planned.inject}`;
    const shared = { context, injector, point, victims, owner };
    try {
      const before = await askBefore(shared);
      const watch = await watchVictims(context, victims, owner);
      context.signal.throwIfAborted();
      await point.arm(idsOf(victims), { times: count, lastingMs });
      const injected = { ...shared, before, watch, withinMs: proofWithinMs };
      return { victims, prove: () => prove(injected), heal: healOnce(() => heal(shared)) };
    } catch (error) {
      await injector.disarm(owner);
      throw error;
    }
  },
};

interface Asking {
  readonly context: FaultContext;
  readonly injector: TapInjector;
  readonly point: ThrowPoint;
  readonly victims: readonly LiveConnection[];
  readonly owner: string;
}

/** The victims that answered while nothing was wrong. */
async function askBefore({
  context,
  injector,
  victims,
  owner,
}: Asking): Promise<ReadonlySet<string>> {
  const ids = idsOf(victims);
  const before = await answersOf(context, ids);
  await askAll(injector, owner, { ids, nonce: `${owner}-before` });
  const wanted = { count: ids.length, withinMs: answerWithinMs };
  return new Set(await untilAnswered(context, before, wanted));
}

/** The same question to victims and bystanders, at the same time: only the victims must leave it unanswered. */
async function prove(
  injected: Asking & {
    readonly before: ReadonlySet<string>;
    readonly watch: VictimWatch;
    readonly withinMs: number;
  },
): Promise<FaultProof> {
  const { context, injector, victims, owner, before, watch, withinMs } = injected;
  const controls = idsOf(context.bystanders()).slice(0, controlsWanted);
  const earlier = await answersOf(context, controls);
  await askAll(injector, owner, { ids: [...idsOf(victims), ...controls], nonce: `${owner}-now` });
  const answered = await untilAnswered(context, earlier, { count: controls.length, withinMs });
  if (controls.length === 0) await context.clock.delay(silenceMs, context.signal);
  const proof = await watch.prove({
    withinMs: silenceMs + behindMs,
    lastingMs: behindMs,
    witness,
    verbs: ['asked', 'answered-question'],
    reasonAgainst: (evidence) => {
      if (!before.has(evidence.victim.connection))
        return 'its handler answered no question before the fault';
      if (controls.length > 0 && answered.length === 0) return 'no bystander answered either';
      return reasonAgainst(evidence);
    },
  });
  const facts = { controls: controls.length, controlsAnswered: answered.length };
  return { ...proof, facts: { ...proof.facts, ...facts } };
}

function reasonAgainst({ victim, before, now, acted, serverSaid }: Evidence): string | undefined {
  if (acted('answered-question') > 0) return 'its handler still answers';
  // a message of its own may have come before the question, and the server has drawn the consequence
  if (serverSaid === 'close' && now.messagesUp > before.messagesUp) return undefined;
  return acted('asked') > 0 ? undefined : `${victim.connection} could not be asked`;
}

/** Those that are still connected must answer again. */
async function heal({ context, injector, point, victims, owner }: Asking): Promise<string> {
  const ids = idsOf(victims);
  try {
    await point.disarm(ids);
    const open = (await context.tap.counters(ids)).filter((one) => one.open);
    if (open.length === 0) return undo;
    const connected = open.map(({ connection }) => connection);
    const before = await answersOf(context, connected);
    await askAll(injector, owner, { ids: connected, nonce: `${owner}-healed` });
    const wanted = { count: connected.length, withinMs: answerWithinMs };
    const answered = await untilAnswered(context, before, wanted);
    const after = await context.tap.counters(connected);
    const silent = after.filter((one) => one.open && !answered.includes(one.connection));
    if (silent.length > 0) throw new Error(`${silent.length} handlers still do not answer`);
    return undo;
  } finally {
    await injector.disarm(owner);
  }
}

function pointOf({ target }: FaultContext): ThrowPoint {
  const point = target.faultPoints?.handler;
  if (point !== undefined) return point;
  throw new ChaosError('CHAOS_ERR_FAULT_INJECT', 'this server has no fault point in its handler', {
    help: 'Use the reference server, or `hooks.handling` of `ws-chaos/hooks`.',
  });
}
