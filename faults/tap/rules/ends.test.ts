import { expect } from 'chai';
import { systemClock } from '../../../harness/process/system-clock.ts';
import { down, latin, up } from '../../testing/frames.ts';
import { eachTappedPair } from '../../testing/each-tapped-pair.ts';
import type { TappedPair } from '../../testing/tapped-pair.ts';

const ping = 9;

describe('a rule that ends or slows a connection', () => {
  let pair: TappedPair;
  eachTappedPair((made) => (pair = made));

  it('stops reading a server, and reads everything when disarmed', async () => {
    pair.arm({ kind: 'stop-reading', side: 'server' });
    pair.peer.socket.write(down('unread'));
    pair.client.socket.write(up('still goes'));
    await pair.heard(pair.peer, up('still goes'));
    expect(pair.connection.counters().bytesDown).to.equal(0);
    pair.armory.disarm('f1');
    await pair.heard(pair.client, down('unread'));
  });

  it('rests between pieces when it reads slowly', async () => {
    pair.arm({ kind: 'read-slowly', side: 'server', bytesPerSecond: 1 });
    pair.peer.socket.write(down('first'));
    await pair.heard(pair.client, down('first'));
    pair.peer.socket.write(down('second'));
    pair.client.socket.write(up('meanwhile'));
    await pair.heard(pair.peer, up('meanwhile'));
    expect(pair.connection.counters().messagesDown).to.equal(1);
    pair.armory.disarm('f1');
    await pair.heard(pair.client, down('second'));
  });

  for (const how of ['rst', 'fin'] as const) {
    it(`cuts both ends with ${how}`, async () => {
      pair.arm({ kind: 'cut', how, direction: 'down' });
      const expected = how === 'rst' ? 'ECONNRESET' : 'fin';
      expect([await pair.client.ended, await pair.peer.ended]).to.deep.equal([expected, expected]);
      expect(pair.acted('cut')).to.equal(1);
    });
  }

  it('cuts at the very byte it was told', async () => {
    const frame = down('0123456789');
    pair.arm({ kind: 'cut', how: 'fin', direction: 'down', afterBytes: 5 });
    pair.peer.socket.write(frame);
    await pair.client.ended;
    expect(await pair.heard(pair.client, frame.subarray(0, 5))).to.equal(
      latin(frame.subarray(0, 5)),
    );
  });

  it('cuts behind the message it was told', async () => {
    pair.arm({ kind: 'cut', how: 'fin', direction: 'down', afterMessages: 2 });
    pair.peer.socket.write(Buffer.concat([down('1'), down('p', ping), down('2'), down('3')]));
    await pair.client.ended;
    expect(await pair.heard(pair.client, down('2'))).to.equal(
      latin(down('1'), down('p', ping), down('2')),
    );
  });

  it('cuts what is idle for as long as it was told', async () => {
    const beganUs = systemClock.nowUs();
    pair.arm({ kind: 'cut-idle', idleMs: 50, how: 'fin' });
    pair.peer.socket.write(down('awake'));
    await pair.client.ended;
    expect(systemClock.nowUs() - beganUs).to.be.at.least(49_000);
    expect(pair.acted('longest-silence-ms')).to.be.at.least(49);
  });

  it('forgets an idle connection in silence', async () => {
    pair.arm({ kind: 'cut-idle', idleMs: 20, how: 'silence' });
    await pair.until(() => pair.acted('cut') === 1);
    pair.peer.socket.write(down('lost'));
    await pair.until(() => pair.acted('swallowed') === 1);
    pair.armory.disarm('f1');
    pair.peer.socket.write(down('kept'));
    expect(await pair.heard(pair.client, down('kept'))).to.equal(latin(down('kept')));
  });

  it('cuts what is older than it may be at once', async () => {
    pair.arm({ kind: 'cut-old', ageMs: 0, how: 'rst' });
    expect(await pair.client.ended).to.equal('ECONNRESET');
  });

  it('half-closes towards the server, which still reaches the client', async () => {
    pair.arm({ kind: 'half-close' });
    expect(await pair.peer.ended).to.equal('fin');
    pair.peer.socket.write(down('for you'));
    await pair.heard(pair.client, down('for you'));
    pair.armory.disarm('f1');
    await pair.client.ended;
  });
});
