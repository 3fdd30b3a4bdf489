import { expect } from 'chai';
import { down, latin, up } from '../../testing/frames.ts';
import { eachTappedPair } from '../../testing/each-tapped-pair.ts';
import type { TappedPair } from '../../testing/tapped-pair.ts';
import { encodeFrame } from '../encode-frame.ts';

describe('a question of the tap', () => {
  const question = { kind: 'ask', text: 'are you there, q1?', answer: 'q1' } as const;
  let pair: TappedPair;
  eachTappedPair((made) => (pair = made));

  it('reaches the server as a message of the client, and its answer stays at the tap', async () => {
    pair.arm(question);
    expect(await pair.heard(pair.peer, up(question.text))).to.equal(latin(up(question.text)));
    expect(pair.acted('asked')).to.equal(1);
    expect(pair.acted('answered-question')).to.equal(0);
    pair.peer.socket.write(Buffer.concat([down('before'), down('yes, q1'), down('q1 again')]));
    expect(await pair.heard(pair.client, down('q1 again'))).to.equal(
      latin(down('before'), down('q1 again')),
    );
    expect(pair.acted('answered-question')).to.equal(1);
  });

  it('waits for the end of a message the client has begun', async () => {
    const part = (opcode: number, payload: string, unfinished: boolean): Buffer =>
      encodeFrame({ opcode, payload, unfinished, masked: true });
    pair.client.socket.write(part(1, 'be', true));
    await pair.peer.until((bytes) => bytes.includes(part(1, 'be', true)));
    pair.arm(question);
    pair.client.socket.write(part(0, 'gun', false));
    expect(await pair.heard(pair.peer, up(question.text))).to.equal(
      latin(part(1, 'be', true), part(0, 'gun', false), up(question.text)),
    );
  });

  it('lets everything through once it is taken off', async () => {
    pair.arm(question);
    await pair.peer.until((bytes) => bytes.includes(up(question.text)));
    pair.armory.disarm('f1');
    pair.peer.socket.write(down('late, q1'));
    expect(await pair.heard(pair.client, down('late, q1'))).to.equal(latin(down('late, q1')));
    expect(pair.acted('answered-question')).to.equal(0);
  });
});
