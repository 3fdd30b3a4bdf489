import { expect } from 'chai';
import { once } from 'node:events';
import { systemClock } from '../../../harness/process/system-clock.ts';
import { down, latin, up } from '../../testing/frames.ts';
import { eachTappedPair } from '../../testing/each-tapped-pair.ts';
import type { TappedPair } from '../../testing/tapped-pair.ts';
import { closePayload, encodeFrame } from '../encode-frame.ts';
import { measureRoundTrip } from '../round-trip.ts';

const [close, ping, pong] = [8, 9, 10];
const headBytes = 'HTTP/1.1 101 Switching Protocols\r\n\r\n'.length;

describe('a rule of silence', () => {
  let pair: TappedPair;
  eachTappedPair((made) => (pair = made));

  it('swallows the kinds it names and no other', async () => {
    pair.arm({ kind: 'swallow', direction: 'up', frames: ['pong'] });
    pair.client.socket.write(Buffer.concat([up('x', pong), up('kept'), up('y', ping), up('z')]));
    expect(await pair.heard(pair.peer, up('z'))).to.equal(
      latin(up('kept'), up('y', ping), up('z')),
    );
    expect(pair.acted('swallowed-pong')).to.equal(1);
  });

  it('answers pings for a client that is gone, and tells its end when disarmed', async () => {
    pair.arm({ kind: 'answer-pings' });
    pair.client.socket.resetAndDestroy();
    await once(pair.client.socket, 'close');
    pair.peer.socket.write(Buffer.concat([down('lost'), down('are you there', ping)]));
    expect(await pair.heard(pair.peer, up('are you there', pong))).to.equal(
      latin(up('are you there', pong)),
    );
    expect(pair.events.some(({ kind }) => kind === 'tap.end')).to.equal(false);
    expect(pair.connection.counters()).to.include({ open: true });
    pair.armory.disarm('f1');
    expect(await pair.peer.ended).to.equal('ECONNRESET');
    expect(pair.events.find(({ kind }) => kind === 'tap.end')).to.include({
      by: 'client',
      how: 'rst',
    });
  });

  it('keeps the Close handshake from ever ending', async () => {
    pair.arm({ kind: 'ignore-close' });
    pair.peer.socket.write(Buffer.concat([down('', close), down('behind')]));
    expect(await pair.heard(pair.client, down('behind'))).to.equal(latin(down('behind')));
    pair.client.socket.write(
      encodeFrame({ opcode: close, payload: closePayload(1000), masked: true }),
    );
    pair.client.socket.write(up('still'));
    expect(await pair.heard(pair.peer, up('still'))).to.equal(latin(up('still')));
    pair.client.socket.end();
    const by = pair.events.flatMap((event) => (event.kind === 'tap.close-frame' ? event.by : []));
    expect(by).to.deep.equal(['server']);
    pair.peer.socket.end();
    await pair.client.ended;
    pair.armory.disarm('f1');
    await pair.peer.ended;
  });

  it('loses whole frames in a black hole, and heals where it left off', async () => {
    pair.arm({ kind: 'black-hole', direction: 'both' });
    pair.peer.socket.write(down('lost'));
    pair.client.socket.write(up('lost too'));
    await pair.until(() => pair.acted('swallowed') === 2);
    pair.armory.disarm('f1');
    pair.peer.socket.write(down('kept'));
    pair.client.socket.write(up('kept'));
    expect(await pair.heard(pair.client, down('kept'))).to.equal(latin(down('kept')));
    expect(await pair.heard(pair.peer, up('kept'))).to.equal(latin(up('kept')));
  });

  it('holds the end of a client in a black hole, but tells that of a server', async () => {
    pair.arm({ kind: 'black-hole', direction: 'both' });
    pair.client.socket.end();
    pair.peer.socket.end();
    await pair.until(() => pair.events.some(({ kind }) => kind === 'tap.end'));
    expect(
      pair.events.flatMap((event) => (event.kind === 'tap.end' ? event.by : [])),
    ).to.deep.equal(['server']);
    pair.armory.disarm('f1');
    expect(await pair.client.ended).to.equal('fin');
    expect(await pair.peer.ended).to.equal('fin');
  });

  it('measures the way to a client by pings whose pongs it keeps to itself', async () => {
    const burst = { pings: 2, bytes: 20, withinMs: 5000 };
    const measured = measureRoundTrip(systemClock, pair.connection, burst);
    const bytes = await pair.client.until((received) => received.length >= headBytes + 2 * 22);
    const second = bytes.subarray(-20);
    pair.client.socket.write(up('foreign', pong));
    pair.client.socket.write(encodeFrame({ opcode: pong, payload: second, masked: true }));
    expect((await measured).ms).to.be.a('number');
    pair.client.socket.write(up('after'));
    expect(await pair.heard(pair.peer, up('after'))).to.equal(
      latin(up('foreign', pong), up('after')),
    );
  });

  it('loses pings of ours like those of the server, where they are to go through the rules', async () => {
    const burst = { pings: 1, bytes: 20, withinMs: 50 };
    pair.arm({ kind: 'swallow', direction: 'down', frames: ['ping'] });
    const through = measureRoundTrip(systemClock, pair.connection, {
      ...burst,
      throughRules: true,
    });
    expect(await through).to.deep.equal({ connection: 'c' });
    expect(pair.acted('swallowed-ping')).to.equal(1);
    await measureRoundTrip(systemClock, pair.connection, burst);
    pair.armory.disarm('f1');
    pair.peer.socket.write(down('behind'));
    const came = await pair.heard(pair.client, down('behind'));
    expect(came.match(/chaos-/g)).to.deep.equal(['chaos-']);
  });

  it('says nothing of a client that answers no ping', async () => {
    const burst = { pings: 1, bytes: 20, withinMs: 20 };
    expect(await measureRoundTrip(systemClock, pair.connection, burst)).to.deep.equal({
      connection: 'c',
    });
  });
});
