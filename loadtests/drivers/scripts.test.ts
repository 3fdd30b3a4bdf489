import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { backOffMs } from '../scripts/back-off.ts';
import { reconnectProfile } from '../scripts/reconnect-profiles.ts';
import { Sequence } from '../scripts/sequence.ts';
import { userRandom } from '../scripts/user-random.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

function typeCheck(...args: string[]): { ok: boolean; output: string } {
  const tsc = spawnSync(
    process.execPath,
    ['node_modules/typescript/bin/tsc', '--noEmit', ...args],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  return { ok: tsc.status === 0, output: tsc.stdout };
}

describe('scripts of the user mix', function () {
  this.timeout(60_000);

  it('type-check against @types/k6 alone', () => {
    expect(typeCheck('-p', 'loadtests')).to.deep.equal({ ok: true, output: '' });
  });

  it('follow a sequence with gaps, late events and repeats', () => {
    const sequence = new Sequence();
    expect(sequence.take(1)).to.deep.equal({ isRepeat: false });
    expect(sequence.take(4)).to.deep.equal({ gap: { fromSeq: 2, toSeq: 3 }, isRepeat: false });
    expect(sequence.contiguous).to.equal(1);
    expect(sequence.take(4)).to.deep.equal({ isRepeat: true });
    expect(sequence.take(3)).to.deep.equal({ isRepeat: false });
    expect(sequence.take(2)).to.deep.equal({ filled: { fromSeq: 2, toSeq: 3 }, isRepeat: false });
    expect(sequence).to.include({ contiguous: 4, count: 4, repeated: 1 });
  });

  it('stop waiting for events that the server gave up', () => {
    const sequence = new Sequence();
    sequence.take(3);
    sequence.giveUp({ fromSeq: 1, toSeq: 5 });
    expect(sequence.contiguous).to.equal(5);
    expect(sequence.take(6)).to.deep.equal({ isRepeat: false });
  });

  it('back off longer with each attempt, as the server asks, and more when told not to come back', () => {
    const random = (): ReturnType<typeof userRandom> => userRandom(1);
    const first = backOffMs(0, { retryable: true }, random());
    const later = backOffMs(3, { retryable: true }, random());
    expect(first).to.be.within(100, 200);
    expect(later).to.be.within(800, 1600);
    expect(backOffMs(50, { retryable: true }, random())).to.be.at.most(2000);
    expect(backOffMs(0, { retryable: false }, random())).to.be.at.least(500);
    expect(backOffMs(0, { retryable: true, retryAfterMs: 3000 }, random())).to.equal(3000);
  });

  it('come back as the libraries of the field do', () => {
    const delays = (name: string, attempts: number): (number | undefined)[] =>
      Array.from({ length: attempts }, (_, attempt) =>
        reconnectProfile(name)?.delayMs(attempt, userRandom(attempt)),
      );
    expect(delays('phoenix', 11).slice(-2)).to.deep.equal([5000, 5000]);
    expect(delays('signalr', 5)).to.deep.equal([0, 2000, 10_000, 30_000, undefined]);
    expect(delays('pusher', 7)).to.deep.equal([1000, 2000, 4000, 8000, 16_000, 30_000, undefined]);
    expect(delays('naive', 2)).to.deep.equal([0, 0]);
    expect(delays('none', 1)).to.deep.equal([undefined]);
    for (const delay of delays('socket.io', 20)) expect(delay).to.be.within(500, 7500);
    for (const delay of delays('centrifuge', 20)) expect(delay).to.be.within(500, 20_000);
    expect(delays('nats', 11)[10]).to.equal(undefined);
    expect(reconnectProfile('')).to.equal(undefined);
    expect(() => reconnectProfile('pigeon')).to.throw(/there are socket\.io, phoenix/);
  });

  it('repeat the choices of a user by its seed', () => {
    const choices = (seed: number): number[] => {
      const random = userRandom(seed);
      return Array.from({ length: 50 }, () => random.lognormal({ median: 25, sigma: 1.2 }));
    };
    expect(choices(7)).to.deep.equal(choices(7));
    expect(choices(7)).not.to.deep.equal(choices(8));
    const random = userRandom(3);
    const turns = Array.from({ length: 4000 }, () => random.geometric(4.6));
    expect(Math.min(...turns)).to.equal(1);
    expect(turns.reduce((sum, each) => sum + each, 0) / turns.length).to.be.within(4.2, 5);
  });
});
