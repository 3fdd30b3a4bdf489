import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect } from 'chai';
import { freePort } from './free-port.ts';

describe('a free port', () => {
  it('is another one each time, and none that the kernel gives to anybody who asks for any', async () => {
    const ports = [];
    for (let look = 0; look < 50; look += 1) ports.push(await freePort());
    expect(new Set(ports).size).to.equal(50);
    expect(Math.max(...ports)).to.be.below(32_768);
  });

  it('is none that somebody listens on', async () => {
    const before = await freePort();
    const taken = createServer().listen(before + 1, '127.0.0.1');
    await once(taken, 'listening');
    expect(await freePort()).not.to.equal(before + 1);
    taken.close();
  });
});
