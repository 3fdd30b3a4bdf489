import { readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { systemClock } from '../harness/process/system-clock.ts';
import { lookUntil } from '../harness/process/time-limit.ts';
import { liveClient, type LiveClient } from './testing/live-client.ts';
import { liveServer, type LiveServer } from './testing/live-server.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

interface Footprint {
  readonly descriptors: number;
  readonly timers: number;
  readonly sockets: number;
  readonly heapKb: number;
}

function footprint(): Footprint {
  collectGarbage();
  const resources = process.getActiveResourcesInfo();
  const count = (name: string): number => resources.filter((one) => one === name).length;
  return {
    descriptors: readdirSync('/proc/self/fd').length,
    timers: count('Timeout'),
    sockets: count('TCPSocketWrap'),
    heapKb: process.memoryUsage().heapUsed / 1024,
  };
}

/** Sockets close a moment after what they carried; a leak stays. */
function settled(before: Footprint): Promise<Footprint | undefined> {
  return lookUntil(systemClock, { withinMs: 5000, everyMs: 50 }, () => {
    const { descriptors, timers, sockets } = footprint();
    const isBack = descriptors <= before.descriptors && timers <= before.timers;
    return Promise.resolve(isBack && sockets <= before.sockets ? footprint() : undefined);
  });
}

/** Every way a connection can go: politely, by reset, in the middle of a turn, silent, stalled. */
async function goAway(server: LiveServer, client: LiveClient, index: number): Promise<void> {
  const turn = { turn: 1, text: '', tokens: 500, intervalMs: 5, thinkMs: 20, tools: 1 };
  client.send({ type: 'prompt', ...turn });
  await client.next(({ type }) => type === 'agent_started');
  const ways = [
    () => {
      client.socket.close(1000);
    },
    () => {
      client.socket.terminate();
    },
    () => {
      client.socket.send('nonsense');
    },
    () => {
      client.fallSilent();
    },
    () => {
      server.hub.bench.registry.find(client.id)?.wire.terminate();
      client.socket.terminate();
    },
  ];
  ways[index % ways.length]?.();
  await client.closed;
}

async function churn(server: LiveServer, rounds: number, label: string): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const clients = Array.from({ length: 20 }, async (_, index) => {
      const id = `${label}-${String(round)}-${String(index)}`;
      const client = await liveClient(server.url, { id });
      await goAway(server, client, index);
    });
    await Promise.all(clients);
  }
  while (server.hub.bench.registry.size > 0) await server.admin('/census');
}

describe('churn', () => {
  it('leaves no descriptor, timer, socket or memory behind', async () => {
    const flags = { 'manager-limit': '100', heartbeat: '100ms', probe: '100ms', resume: '100ms' };
    await using server = await liveServer(flags);
    await churn(server, 4, 'warm');
    const before = footprint();
    await churn(server, 8, 'churn');
    const after = (await settled(before)) ?? footprint();
    expect(after.descriptors).to.be.at.most(before.descriptors + 2);
    expect(after.timers).to.be.at.most(before.timers + 2);
    expect(after.sockets).to.be.at.most(before.sockets + 2);
    expect(after.heapKb - before.heapKb).to.be.below(1500);
    const { bench } = server.hub;
    expect([bench.slots.claimed, bench.registry.managerCount]).to.deep.equal([0, 0]);
    expect([bench.verdicts.suspectCount, bench.verdicts.reclaimable]).to.deep.equal([0, 0]);
  });

  it('would show a leaked timer', async () => {
    await using server = await liveServer({ defect: 'leaked-timer', heartbeat: '50ms' });
    const client = await liveClient(server.url, { id: 'one' });
    client.fallSilent();
    const { bench } = server.hub;
    while (bench.timetable.pending === 0) await server.admin('/census');
    client.socket.terminate();
    await client.closed;
    expect(bench.timetable.pending).to.be.at.least(1);
  });
});
