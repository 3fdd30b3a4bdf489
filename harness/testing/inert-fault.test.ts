import { expect } from 'chai';
import { faultsByName, inertFault, knowingOnly } from './inert-fault.ts';

describe('inert fault', () => {
  it('makes zombies on paper and refuses to be injected', async () => {
    const fault = inertFault('nothing');
    expect(fault.makesZombies).to.equal(true);
    const error = await fault.inject({} as never, {} as never).catch((cause: unknown) => cause);
    expect(error).to.have.property('message', 'nothing is inert');
  });

  it('takes only the settings it knows', () => {
    const fault = inertFault('picky', { parseSettings: knowingOnly('every') });
    expect(fault.parseSettings({ every: 5 })).to.deep.equal({ every: 5 });
    expect(() => fault.parseSettings({ evry: 5 })).to.throw('unknown setting `evry`');
  });

  it('is found by name', () => {
    expect([...faultsByName(inertFault('a'), inertFault('b')).keys()]).to.deep.equal(['a', 'b']);
  });
});
