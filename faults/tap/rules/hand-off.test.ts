import { expect } from 'chai';
import { down } from '../../testing/frames.ts';
import { tappedPair, type TappedPair } from '../../testing/tapped-pair.ts';

describe('a hand-off at the tap', () => {
  let pair: TappedPair;

  beforeEach(async () => {
    pair = await tappedPair();
  });
  afterEach(() => pair.close());

  it('ends the client and tells the server nothing, until it is disarmed', async () => {
    pair.arm({ kind: 'hand-off' });
    expect(await pair.client.ended).to.equal('ECONNRESET');
    expect(pair.acted('handed-off')).to.equal(1);
    pair.peer.socket.write(down('to nobody'));
    await pair.until(() => pair.acted('swallowed') === 1);
    expect(pair.connection.counters().open).to.equal(true);
    expect(pair.events.filter(({ kind }) => kind === 'tap.end')).to.deep.equal([]);
    pair.armory.disarm('f1');
    await pair.peer.ended;
    await pair.until(() => pair.events.some(({ kind }) => kind === 'tap.closed'));
  });

  it('lets the server end what is left', async () => {
    pair.arm({ kind: 'hand-off' });
    await pair.client.ended;
    pair.peer.socket.end();
    await pair.until(() => pair.events.some(({ kind }) => kind === 'tap.end'));
    expect(pair.events.find(({ kind }) => kind === 'tap.end')).to.include({ by: 'server' });
    pair.armory.disarm('f1');
    await pair.until(() => pair.events.some(({ kind }) => kind === 'tap.closed'));
  });
});
