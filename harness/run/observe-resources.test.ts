import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { once } from 'node:events';
import { expect } from 'chai';
import type { HistoryEvent } from '../contracts/history.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import type { EventLog } from './event-log.ts';
import { observeResources, readResources } from './observe-resources.ts';

describe('resources of a process', function () {
  before(function () {
    if (process.platform !== 'linux') this.skip(); // elsewhere there is no /proc
  });

  it('are what the kernel counts: ten descriptors more are ten more', async () => {
    const before = await readResources(process.pid);
    const files = Array.from({ length: 10 }, () => openSync('/dev/null', 'r'));
    const during = await readResources(process.pid);
    for (const file of files) closeSync(file);
    const after = await readResources(process.pid);
    expect((during?.descriptors ?? 0) - (before?.descriptors ?? 0)).to.equal(10);
    expect(after?.descriptors).to.equal(before?.descriptors);
    expect(before?.residentMB).to.be.above(10);
    expect(before?.threads).to.be.above(1);
  });

  it('are unknown of a process that is gone', async () => {
    const child = spawn('true');
    await once(child, 'exit');
    expect(await readResources(child.pid ?? 0)).to.equal(undefined);
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
