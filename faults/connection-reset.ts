/** The connection breaks off at a chosen moment: now, in the middle of a frame, behind a message, or whenever it comes again. */

import type { ActiveFault, Fault, FaultContext, FaultProof } from '../harness/contracts/fault.ts';
import type { PlannedFault } from '../harness/contracts/plan.ts';
import { direction } from './settings/choice-settings.ts';
import { knock, type Knock } from './strangers/knocks.ts';
import { defineSettings } from './settings/define-settings.ts';
import { injectorOf, proofWithin, tapFault } from './kinds/tap-fault.ts';

const schema = defineSettings('connection-reset', {
  moment: {
    kind: 'choice',
    options: ['now', 'byte', 'message', 'connect', 'upgrade'],
    default: 'now',
    summary:
      '`now`; behind so many `byte`s or `message`s from the injection on; or now and again each time it comes back: at ' +
      '`connect`, before the server has heard of it, or right behind the answer to the `upgrade`',
  },
  after: {
    kind: 'count',
    default: 1,
    min: 1,
    max: 1_000_000_000,
    summary: 'so many bytes or messages still pass',
  },
  direction,
  proofWithin,
});

/** Of the connection that is open. */
const reset = tapFault({
  name: 'connection-reset',
  summary: 'both ends get a reset: at once, behind the chosen byte or message, or at each return',
  makesZombies: false,
  legend: { label: 'reset', colour: '#cb4335' },
  onlyThere:
    'it happens once, but for the moments `connect` and `upgrade`, which are for those who come back',
  schema,
  rules: ({ moment, after, direction }) => [
    {
      kind: 'cut',
      how: 'rst',
      direction,
      ...(moment === 'byte' ? { afterBytes: after } : {}),
      ...(moment === 'message' ? { afterMessages: after } : {}),
    },
  ],
  witness: 'kernel and tap',
  verbs: ['cut'],
  traffic: 'at `byte` and `message`, so many of them in `direction` within `proofWithin`',
  reasonAgainst: ({ acted, socket }) => {
    if (acted('cut') === 0) return 'the moment has not come';
    return socket === 'established' ? 'the server has not felt the reset' : undefined;
  },
});

export const connectionReset: Fault = {
  ...reset,
  inject: async (planned, context) => {
    const { moment } = schema.of(planned);
    if (moment !== 'connect' && moment !== 'upgrade') return reset.inject(planned, context);
    const injector = injectorOf(context, planned.inject);
    const owner = `${planned.id}-${planned.inject}`;
    context.signal.throwIfAborted();
    await injector.armComing(owner, planned.victims, {
      at: moment === 'connect' ? 'request' : 'upgrade',
      rule: { kind: 'cut', how: 'rst', direction: 'down' },
    });
    try {
      const active = await reset.inject(planned, context);
      return { ...active, prove: () => proveComing({ active, planned, context, moment }) };
    } catch (error) {
      await injector.disarm(owner);
      throw error;
    }
  },
};

/** Nobody's name, so that no fault touches it: whoever comes by it must be answered, if only by a refusal. */
const nobody = 'knock-1.1';
/** The reset comes right behind the answer, but a machine under load may take its time. */
const resetWithinMs = 2000;
let rounds = 0;

/** What was open was reset, and whoever comes in a victim's name is, while a stranger is answered. */
async function proveComing(injected: {
  readonly active: ActiveFault;
  readonly planned: PlannedFault;
  readonly context: FaultContext;
  readonly moment: 'connect' | 'upgrade';
}): Promise<FaultProof> {
  const { active, planned, context, moment } = injected;
  const proof = await active.prove();
  const { url } = injectorOf(context, planned.inject);
  const doomed = active.victims.map(({ key }) => key);
  const keys = [...doomed, nobody];
  const how = { keys, doomed, round: ++rounds, endWithinMs: resetWithinMs };
  const knocks = await knock(context.clock, url, how);
  const control = knocks.find(({ key }) => key === nobody);
  const reasons = new Map(
    active.victims.map(({ connection, key }) => [
      connection,
      reasonAgainst(
        knocks.find((each) => each.key === key),
        control,
        moment,
      ),
    ]),
  );
  const own = knocks.filter(({ key, status }) => key !== nobody && status === 101);
  return {
    victims: [
      ...proof.victims.filter((id) => reasons.get(id) === undefined),
      ...own.map(({ id }) => id),
    ],
    unproven: [
      ...proof.unproven,
      ...proof.victims.flatMap((connection) => {
        const reason = reasons.get(connection);
        return reason === undefined ? [] : { connection, reason };
      }),
    ],
    witness: proof.witness,
    facts: { ...proof.facts, knocks: knocks.length - 1, strangerGot: control?.status ?? 0 },
  };
}

function reasonAgainst(
  visit: Knock | undefined,
  control: Knock | undefined,
  moment: 'connect' | 'upgrade',
): string | undefined {
  if (control?.status === undefined)
    return `a stranger got no answer either (${control?.ended ?? 'none'})`;
  if (visit?.ended === undefined) return 'who comes in its name is not reset';
  const isMoment = visit.status === (moment === 'connect' ? undefined : 101);
  return isMoment ? undefined : `the reset did not come at the ${moment}`;
}
