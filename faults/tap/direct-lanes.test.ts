import { expect } from 'chai';
import { directLanes } from './direct-lanes.ts';

describe('directLanes', () => {
  it('leads every lane to the tap and undoes nothing', async () => {
    const lanes = await directLanes().start('ws://127.0.0.1:4000/chat', [
      { name: 'default', toxics: [] },
      { name: 'f1', toxics: [] },
    ]);
    expect(lanes.urls).to.deep.equal({
      default: 'ws://127.0.0.1:4000/chat',
      f1: 'ws://127.0.0.1:4000/chat',
    });
    await lanes.disarm('f1');
    await lanes.remove('f1');
    expect(await lanes.residue()).to.deep.equal([]);
    await lanes.stop(0);
  });

  it('refuses to fire what is not there', async () => {
    const lanes = await directLanes().start('ws://127.0.0.1:4000/', []);
    const error = await lanes.fire('f1').catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'CHAOS_ERR_FAULT_INJECT');
    expect(await lanes.firedToxics('f1')).to.deep.equal([]);
  });
});
