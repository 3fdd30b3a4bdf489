import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import type { HistoryEvent } from '../contracts/history.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import type { EventLog } from './event-log.ts';
import { observeResources, readResources } from './observe-resources.ts';

/** A process that does nothing, holding so many descriptors beside the first three. */
async function sleeper(more: number): Promise<{ readonly pid: number; kill(): void }> {
  const stdio = Array.from({ length: 3 + more }, () => 'pipe' as const);
  const child = spawn('cat', { stdio });
  // once it answers it has closed the libraries that it was loaded from
  child.stdin.write('x');
  await once(child.stdout, 'data');
  return { pid: child.pid ?? 0, kill: () => void child.kill() };
}

describe('resources of a process', function () {
  before(function () {
    if (process.platform !== 'linux') this.skip(); // elsewhere there is no /proc
  });

  it('are what the kernel counts: a process given ten descriptors more holds ten more', async () => {
    const [few, many] = await Promise.all([sleeper(0), sleeper(10)]);
    try {
      const [less, more] = [await readResources([few.pid]), await readResources([many.pid])];
      expect((more?.descriptors ?? 0) - (less?.descriptors ?? 0)).to.equal(10);
      expect(less).to.include({ threads: 1 });
      expect(less?.residentMB).to.be.above(0);
    } finally {
      few.kill();
      many.kill();
    }
  });

  it('are a sum where a server is several processes, as `npm start` is', async () => {
    const [one, other] = await Promise.all([sleeper(0), sleeper(0)]);
    try {
      const alone = await readResources([one.pid]);
      const both = await readResources([one.pid, other.pid]);
      expect(both?.descriptors).to.equal((alone?.descriptors ?? 0) * 2);
      expect(both).to.include({ threads: 2 });
    } finally {
      one.kill();
      other.kill();
    }
  });

  it('are unknown of a process that is gone', async () => {
    const child = spawn('true');
    await once(child, 'exit');
    expect(await readResources([child.pid ?? 0])).to.equal(undefined);
  });

  it('are recorded each second until the observer is told to end', async () => {
    const clock = createFakeClock();
    const ending = new AbortController();
    const events: HistoryEvent[] = [];
    let recorded = Promise.withResolvers<undefined>();
    const log = {
      record: (event: HistoryEvent) => {
        events.push(event);
        recorded.resolve(undefined);
      },
    } as unknown as EventLog;
    const observing = observeResources({ clock, log, pid: process.pid }, ending.signal);
    await recorded.promise;
    recorded = Promise.withResolvers<undefined>();
    await clock.advance(1000);
    await recorded.promise;
    expect(events.map(({ kind, atUs }) => `${kind} ${atUs}`)).to.deep.equal([
      'target.resources 0',
      'target.resources 1000000',
    ]);
    ending.abort();
    await clock.advance(0);
    await observing;
  });
});
