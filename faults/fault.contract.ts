/** What every fault must do, on real parts: `describeFault(fault, { … })` in the fault's own test. */

import { expect } from 'chai';
import { ChaosError } from '../harness/contracts/errors.ts';
import type { Fault, FaultContext } from '../harness/contracts/fault.ts';
import { systemClock } from '../harness/process/system-clock.ts';
import { lookUntil } from '../harness/process/time-limit.ts';
import { openRig, type Rig, type Scene } from './testing/rig.ts';
import { requireToxiproxy } from './testing/require-toxiproxy.ts';

export interface FaultCase {
  /** Settings that need little traffic to prove. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Added where a proof must fail, so that it fails fast; a machine under load may take long to prove. */
  readonly impatient?: Readonly<Record<string, unknown>>;
  /** Settings that must be refused, each with a part of the message. */
  readonly refused: readonly (readonly [settings: Record<string, unknown>, message: string])[];
  /** The fault is of the whole server, so that nobody hears anything while it lasts. */
  readonly stopsEverybody?: true;
  /** The server does not come back: each test has one of its own. */
  readonly endsTheServer?: true;
  /** The proof names connections of the fault's own beside its victims. */
  readonly bringsItsOwn?: true;
  /** The same context with the injection left out: nothing acts, everything can still be observed. */
  leftOut(context: FaultContext): FaultContext;
  /** After a heal: what must hold again. */
  healed?(scene: Scene): Promise<void>;
}

let shared: Promise<Rig> | undefined;
/** One rig for all faults; each test has victims of its own. Closed when the last suite is over. */
function sharedRig(toxiproxyPath: string): Promise<Rig> {
  return (shared ??= openRig(toxiproxyPath));
}
after(async () => {
  await (await shared)?.close();
});

export function describeFault(fault: Fault, faultCase: FaultCase): void {
  describe(`${fault.name} as a fault`, () => {
    let rig: Rig;
    let scene: Scene | undefined;

    beforeEach(async function () {
      const toxiproxyPath = requireToxiproxy(this);
      rig = await (faultCase.endsTheServer === true
        ? openRig(toxiproxyPath)
        : sharedRig(toxiproxyPath));
    });
    afterEach(async () => {
      await scene?.close();
      if (faultCase.endsTheServer === true) await rig.close();
      expect(givenUp(scene)).to.deep.equal([]);
      scene = undefined;
    });

    async function open(extra: Readonly<Record<string, unknown>> = {}): Promise<Scene> {
      const opened = await rig.scene(fault, { settings: { ...faultCase.settings, ...extra } });
      scene = opened;
      return opened;
    }

    it('takes no setting it does not know, and says which it knows', () => {
      expect(() => fault.parseSettings({ nonsense: 1 })).to.throw(ChaosError, /nonsense/);
      for (const [settings, message] of faultCase.refused) {
        const error = attempt(() => fault.parseSettings(settings));
        expect(error?.code).to.equal('CHAOS_ERR_FAULT_SETTINGS');
        expect(error?.message).to.contain(message);
        expect(error?.help).to.be.a('string');
      }
    });

    it('parses settings to JSON that a stored plan can hold', () => {
      const parsed = fault.parseSettings({});
      expect(JSON.parse(JSON.stringify(parsed))).to.deep.equal(parsed);
    });

    it('injects, is proven for each victim, and heals', async () => {
      const opened = await open();
      const { context, planned, lanes } = opened;
      const active = await fault.inject(planned, context);
      const proof = await active.prove();
      expect(proof.unproven).to.deep.equal([]);
      const hit = planned.victims.map((key) => `${key}.0`);
      if (faultCase.bringsItsOwn === true) expect(proof.victims).to.include.members(hit);
      else expect(proof.victims).to.have.members(hit);
      if (context.kernel !== undefined) expect(proof.witness).to.equal(fault.witness);
      else expect(proof.witness).not.to.equal('');
      expect(JSON.parse(JSON.stringify(proof.facts))).to.deep.equal(proof.facts);
      const report = await active.heal();
      expect(report.clean, report.how).to.equal(true);
      expect(await lanes.residue()).to.deep.equal([]);
      await faultCase.healed?.(opened);
    });

    const unlessEnded = faultCase.endsTheServer === true ? (): void => undefined : it;
    unlessEnded('leaves bystanders alone from injection to heal', async () => {
      const opened = await open();
      const { context, planned, clients, bystanderIds } = opened;
      const active = await fault.inject(planned, context);
      await active.prove();
      if (faultCase.stopsEverybody !== true)
        for (const id of bystanderIds) await untilHeard(opened, id);
      await active.heal();
      for (const id of bystanderIds) await untilHeard(opened, id);
      expect(clients.openIds()).to.include.members([...bystanderIds]);
    });

    it('heals twice as once', async () => {
      const { context, planned } = await open();
      const active = await fault.inject(planned, context);
      const [first, second] = [await active.heal(), await active.heal()];
      expect(second).to.deep.equal(first);
    });

    it('is not injected when the run is aborted first', async () => {
      const { context, planned, abort, lanes, clients } = await open();
      abort.abort(new Error('interrupted'));
      const error = await fault.inject(planned, context).catch((reason: unknown) => reason);
      expect(error).to.have.property('message', 'interrupted');
      expect(await lanes.residue()).to.deep.equal([]);
      expect(clients.openIds()).to.include.members(planned.victims.map((key) => `${key}.0`));
    });

    it('leaves nothing behind when the run is aborted while it injects', async () => {
      const { context, planned, abort, lanes } = await open();
      const injecting = fault.inject(planned, context);
      abort.abort(new Error('interrupted'));
      const active = await injecting.catch(() => undefined);
      const report = await active?.heal();
      expect(report?.clean ?? true, report?.how).to.equal(true);
      expect(await lanes.residue()).to.deep.equal([]);
    });

    it('is not proven when the injection is left out', async () => {
      const { context, planned } = await open(faultCase.impatient ?? { proofWithin: '200ms' });
      const active = await fault.inject(planned, faultCase.leftOut(context));
      const proof = await active.prove();
      expect(proof.victims).to.deep.equal([]);
      const unproven = proof.unproven.map(({ connection }) => connection);
      expect(unproven).to.include.members(planned.victims.map((key) => `${key}.0`));
      await active.heal();
    });
  });
}

/** Waits until a client has received so many messages more. */
export async function untilHeard({ clients }: Scene, id: string, more = 1): Promise<void> {
  const before = clients.received(id);
  const heard = await lookUntil(systemClock, { withinMs: 10_000, everyMs: 5 }, () =>
    Promise.resolve(clients.received(id) >= before + more ? true : undefined),
  );
  expect(heard, `${id} hears nothing`).to.equal(true);
}

/** Connections of the scene that the tap itself failed to follow. */
function givenUp(scene: Scene | undefined): readonly string[] {
  const ids = scene?.clients.ids() ?? [];
  return (scene?.context.events() ?? []).flatMap((event) =>
    event.kind === 'tap.protocol-error' && ids.includes(event.connection)
      ? `${event.connection}: ${event.reason}`
      : [],
  );
}

function attempt(action: () => unknown): ChaosError | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    return error instanceof ChaosError ? error : undefined;
  }
}
