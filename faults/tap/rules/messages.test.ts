import { expect } from 'chai';

import { down, latin, text, up } from '../../testing/frames.ts';
import { eachTappedPair } from '../../testing/each-tapped-pair.ts';
import type { TappedPair } from '../../testing/tapped-pair.ts';
import { encodeFrame } from '../encode-frame.ts';

const [ping, pong] = [9, 10];

describe('a rule about single messages', () => {
  let pair: TappedPair;
  eachTappedPair((made) => (pair = made));

  describe('delay', () => {
    const late = { kind: 'delay', direction: 'down', every: 2, limit: 1, delayMs: 40 } as const;

    it('keeps the order of messages, and lets control frames pass those that wait', async () => {
      pair.arm(late);
      const sent = [down('1'), down('2'), down('3'), down('now', ping), down('4')];
      pair.peer.socket.write(Buffer.concat(sent));
      expect(await pair.heard(pair.client, down('4'))).to.equal(
        latin(down('1'), down('now', ping), down('2'), down('3'), down('4')),
      );
      expect(pair.acted('delayed')).to.equal(1);
      expect(pair.acted('late-ms')).to.be.at.least(40);
    });

    it('delivers at once what waits when it is disarmed', async () => {
      pair.arm({ ...late, every: 1, delayMs: 600_000 });
      pair.peer.socket.write(Buffer.concat([down('a'), down('p', ping), down('b')]));
      await pair.client.until((bytes) => bytes.includes(down('p', ping)));
      await pair.until(() => pair.connection.counters().messagesDown === 2);
      pair.armory.disarm('f1');
      expect(await pair.heard(pair.client, down('b'))).to.equal(
        latin(down('p', ping), down('a'), down('b')),
      );
    });
  });

  it('repeats chosen messages right behind themselves, fragments and all', async () => {
    pair.arm({ kind: 'repeat', direction: 'down', every: 2, limit: 1, times: 2 });
    const fragments = Buffer.concat([
      encodeFrame({ opcode: text, payload: 'tw', unfinished: true, masked: false }),
      encodeFrame({ opcode: 0, payload: 'o', masked: false }),
    ]);
    pair.peer.socket.write(Buffer.concat([down('one'), fragments, down('three'), down('four')]));
    expect(await pair.heard(pair.client, down('four'))).to.equal(
      latin(down('one'), fragments, fragments, fragments, down('three'), down('four')),
    );
    expect(pair.acted('repeated')).to.equal(2);
  });

  it('swaps a chosen message with the one behind it', async () => {
    pair.arm({ kind: 'swap', direction: 'up', every: 2, limit: 1, waitMs: 600_000 });
    pair.client.socket.write(Buffer.concat([up('1'), up('2'), up('p', ping), up('3'), up('4')]));
    expect(await pair.heard(pair.peer, up('4'))).to.equal(
      latin(up('1'), up('p', ping), up('3'), up('2'), up('4')),
    );
    expect(pair.acted('swapped')).to.equal(1);
  });

  it('lets a message go on alone when nothing comes to swap it with', async () => {
    pair.arm({ kind: 'swap', direction: 'up', every: 1, limit: 1, waitMs: 20 });
    pair.client.socket.write(up('alone'));
    await pair.heard(pair.peer, up('alone'));
    expect(pair.acted('unswapped')).to.equal(1);
    pair.client.socket.write(Buffer.concat([up('1'), up('2'), up('3')]));
    expect(await pair.heard(pair.peer, up('3'))).to.equal(
      latin(up('alone'), up('2'), up('1'), up('3')),
    );
  });

  it('inserts bytes of its own as often as it was told', async () => {
    pair.arm({
      kind: 'insert',
      direction: 'up',
      hex: up('!', ping).toString('hex'),
      times: 3,
      everyMs: 1,
    });
    await pair.until(() => pair.acted('inserted') === 3);
    pair.client.socket.write(up('theirs'));
    const bytes = await pair.heard(pair.peer, up('theirs'));
    expect(bytes.replace(latin(up('theirs')), '')).to.equal(latin(up('!', ping)).repeat(3));
  });

  it('takes off its own and nobody else’s', async () => {
    pair.arm({ kind: 'swallow', direction: 'up', frames: ['ping'] });
    pair.armory.arm('f2', ['c', 'unknown'], { kind: 'swallow', direction: 'up', frames: ['pong'] });
    pair.armory.disarm('f2');
    pair.armory.disarm('f2');
    pair.client.socket.write(Buffer.concat([up('', ping), up('', pong), up('end')]));
    expect(await pair.heard(pair.peer, up('end'))).to.equal(latin(up('', pong), up('end')));
  });

  it('of silent loss is taken off by its owner alone', async () => {
    const loss = { kind: 'withhold', direction: 'down', limit: 9 } as const;
    pair.arm({ ...loss, every: 2 });
    pair.armory.arm('f2', ['c'], { ...loss, every: 3 });
    pair.armory.disarm('f1');
    const sent = ['1', '2', '3', '4'].map((payload) => down(payload));
    pair.peer.socket.write(Buffer.concat(sent));
    expect(await pair.heard(pair.client, down('4'))).to.equal(
      latin(down('1'), down('2'), down('4')),
    );
  });

  it('can be stacked: each sees what the ones before it let through', async () => {
    pair.arm({ kind: 'swallow', direction: 'down', frames: ['ping'] });
    pair.armory.arm('f2', ['c'], {
      kind: 'repeat',
      direction: 'down',
      every: 1,
      limit: 1,
      times: 1,
    });
    pair.peer.socket.write(Buffer.concat([down('', ping), down('twice'), down('once')]));
    expect(await pair.heard(pair.client, down('once'))).to.equal(
      latin(down('twice'), down('twice'), down('once')),
    );
  });
});
