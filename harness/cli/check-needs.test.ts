import { expect } from 'chai';
import { ChaosError } from '../contracts/errors.ts';
import type { Fault, FaultNeed } from '../contracts/fault.ts';
import type { Plan } from '../contracts/plan.ts';
import { checkNeeds } from './check-needs.ts';
import type { EngineKind } from './toolbox.ts';

function planOf(target: object): Plan {
  const faults = [{ id: 'f1', inject: 'some', settings: { deep: true } }];
  return { target: { settings: {}, ...target }, load: {}, faults } as unknown as Plan;
}

function means(need: FaultNeed, proxy: 'toxiproxy' | 'none' = 'toxiproxy') {
  const fault = { name: 'some', needs: [need] } as unknown as Fault;
  return { proxy, engine: 'embedded' as EngineKind, faults: new Map([['some', fault]]) };
}

describe('the needs of a plan', () => {
  it('are met by the reference server behind Toxiproxy', () => {
    for (const need of ['lane', 'tap', 'fault-points', 'client-control'] as const) {
      const nothing = { namespace: false, smallBuffers: false };
      expect(checkNeeds(planOf({}), means(need))).to.deep.equal(nothing);
    }
  });

  it('refuse a lane without Toxiproxy', () => {
    const check = (): unknown => checkNeeds(planOf({}), means('lane', 'none'));
    expect(check)
      .to.throw('some (f1) needs a Toxiproxy lane')
      .with.property('code', 'CHAOS_ERR_FAULT_NEEDS');
  });

  it('refuse networks without Toxiproxy, which are nothing but lanes of it', () => {
    const networks = [{ name: 'slow', toxics: [] }];
    const plan = { ...planOf({}), load: { networks } } as unknown as Plan;
    const error = expect(() => checkNeeds(plan, means('tap', 'none'))).to.throw(ChaosError, 'slow');
    error.with.property('code', 'CHAOS_ERR_FAULT_NEEDS');
    error.with.property('help').contains('load.network=none');
    expect(checkNeeds(plan, means('tap')).namespace).to.equal(false);
    expect(checkNeeds(planOf({}), means('tap', 'none')).namespace).to.equal(false);
  });

  it('refuse clients that vanish where a k6 is the load', () => {
    const withK6 = { ...means('client-control'), engine: 'k6' as const };
    expect(() => checkNeeds(planOf({}), withK6))
      .to.throw('clients that vanish on demand')
      .with.property('code', 'CHAOS_ERR_FAULT_NEEDS');
    expect(checkNeeds(planOf({}), { ...means('lane'), engine: 'k6' }).namespace).to.equal(false);
  });

  it('refuse clients in a process of their own where a k6 is the load', () => {
    const withK6 = { ...means('client-process'), engine: 'k6' as const };
    expect(() => checkNeeds(planOf({}), withK6)).to.throw('a process of their own');
    expect(checkNeeds(planOf({}), means('client-process')).namespace).to.equal(false);
  });

  it('refuse fault points of a server that has none', () => {
    const check = (): unknown =>
      checkNeeds(planOf({ url: 'ws://127.0.0.1:1/' }), means('fault-points'));
    expect(check).to.throw('fault points');
    const hooked = planOf({ url: 'ws://127.0.0.1:1/', hooks: 'http://t@127.0.0.1:2' });
    expect(checkNeeds(hooked, means('fault-points')).namespace).to.equal(false);
  });

  it('ask for a namespace, which a server started elsewhere is not in', () => {
    expect(checkNeeds(planOf({}), means('namespace')).namespace).to.equal(true);
    const ours = planOf({ command: ['node', 'server.js'], url: 'ws://127.0.0.1:1/' });
    expect(checkNeeds(ours, means('namespace')).namespace).to.equal(true);
    const theirs = planOf({ url: 'ws://127.0.0.1:1/' });
    expect(() => checkNeeds(theirs, means('namespace'))).to.throw('inside the network namespace');
  });

  it('ask for small buffers in it', () => {
    expect(checkNeeds(planOf({}), means('namespace')).smallBuffers).to.equal(false);
    expect(checkNeeds(planOf({}), means('small-buffers')).smallBuffers).to.equal(true);
  });

  it('may come from the settings', () => {
    const fault = {
      name: 'some',
      needs: [],
      furtherNeeds: ({ deep }: { deep: boolean }) => (deep ? ['namespace'] : []),
    } as unknown as Fault;
    const found = checkNeeds(planOf({}), {
      ...means('tap', 'none'),
      faults: new Map([['some', fault]]),
    });
    expect(found.namespace).to.equal(true);
  });
});
