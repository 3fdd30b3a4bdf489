/**
 * How long an enterprise user waits at a limit that is full of living users and zombies, under load: 200 tries on
 * real sockets against the reference server. `node bench/target-admission.ts`
 */

import { liveClient, type LiveClient } from '../target/testing/live-client.ts';
import { liveServer } from '../target/testing/live-server.ts';
import { systemClock } from '../harness/process/system-clock.ts';
import { writeBaseline } from './write-baseline.ts';

const tries = 200;
const atOnce = 10;
const living = 60;
const allowedMs = 250;

const server = await liveServer({ 'manager-limit': String(living + atOnce), 'user-limit': '100' });
const { bench } = server.hub;
const users = await Promise.all(
  Array.from({ length: living }, (_, index) =>
    liveClient(server.url, { id: `user-${String(index)}` }),
  ),
);

/** Each living user streams tokens all the time. */
function keepBusy(client: LiveClient): void {
  let turn = 0;
  const ask = (): void => {
    client.send({
      type: 'prompt',
      turn: turn++,
      text: '',
      tokens: 40,
      intervalMs: 25,
      thinkMs: 20,
      tools: 1,
    });
  };
  client.socket.on('message', (data: Buffer) => {
    if (data.includes('"agent_completed"')) ask();
  });
  ask();
}
users.forEach(keepBusy);

const waitsMs: number[] = [];
for (let round = 0; round < tries / atOnce; round++) {
  const zombies = await Promise.all(
    Array.from({ length: atOnce }, (_, index) =>
      liveClient(server.url, { id: `zombie-${String(round)}-${String(index)}` }),
    ),
  );
  // They have lived: who has answered nothing yet may as well be far away, and is waited for.
  for (const { id } of zombies) {
    while ((bench.registry.find(id)?.emitter.ackedSeq ?? 0) === 0) await systemClock.delay(2);
  }
  for (const zombie of zombies) zombie.fallSilent();
  // From here on they are suspected, and nobody has a free slot.
  while (bench.verdicts.suspectCount < atOnce) await systemClock.delay(2);
  const bosses = await Promise.all(
    Array.from({ length: atOnce }, async (_, index) => {
      const startUs = systemClock.nowUs();
      const id = `boss-${String(round)}-${String(index)}`;
      const boss = await liveClient(server.url, { id, tier: 'enterprise' });
      waitsMs.push((systemClock.nowUs() - startUs) / 1000);
      return boss;
    }),
  );
  for (const { socket } of [...bosses, ...zombies]) socket.terminate();
  while (bench.registry.size > living) await systemClock.delay(2);
}

const sorted = waitsMs.toSorted((one, other) => one - other);
const at = (percent: number): number => {
  const index = Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100));
  return Number((sorted[index] ?? NaN).toFixed(1));
};
const alive = users.filter(({ socket }) => socket.readyState === socket.OPEN).length;
process.stdout.write(
  `${String(waitsMs.length)} enterprise connects: p50 ${String(at(50))} ms, p99 ${String(at(99))} ms, ` +
    `max ${String(at(100))} ms (p99 allowed ${String(allowedMs)}); ${String(alive)} of ${String(living)} living users kept\n`,
);
writeBaseline('target-admission', {
  tries: waitsMs.length,
  waitMs: { p50: at(50), p99: at(99), max: at(100) },
  living: { before: living, kept: alive },
});
if (!(at(99) <= allowedMs) || alive < living) process.exitCode = 1;
for (const { socket } of users) socket.terminate();
await server.drain();
