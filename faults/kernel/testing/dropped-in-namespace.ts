/** Run inside a fresh network namespace: what arrives before, during and after a drop, as one line of JSON. */

import { execFileSync } from 'node:child_process';
import { systemClock } from '../../../harness/process/system-clock.ts';
import { lookUntil } from '../../../harness/process/time-limit.ts';
import { rawConnect, rawServer } from '../../testing/raw-socket.ts';
import { openPacketFilter } from '../packet-filter.ts';

execFileSync('ip', ['link', 'set', 'lo', 'up']);
const server = await rawServer();
const [victim, bystander] = [await rawConnect(server.port), await rawConnect(server.port)];
const received = new Map<number, number>();
for (let count = 0; count < 2; count += 1) {
  const peer = await server.accept();
  const port = peer.socket.remotePort ?? 0;
  peer.socket.on('data', (bytes) => received.set(port, (received.get(port) ?? 0) + bytes.length));
}
const port = victim.socket.localPort ?? 0;
const bytesOf = (of: typeof victim): number => received.get(of.socket.localPort ?? 0) ?? 0;
const until = (is: () => Promise<boolean> | boolean): Promise<true | undefined> =>
  lookUntil(systemClock, { withinMs: 10_000, everyMs: 20 }, async () =>
    (await is()) ? true : undefined,
  );

const filter = await openPacketFilter('f1');
await filter.drop([port]);
victim.socket.write('lost');
bystander.socket.write('kept');
await until(async () => ((await filter.dropped()).get(port) ?? 0) > 1);
await until(() => bytesOf(bystander) === 4);
const during = { victim: bytesOf(victim), bystander: bytesOf(bystander) };
const dropped = (await filter.dropped()).get(port);
await filter.remove();
await filter.remove();
const healed = await until(() => bytesOf(victim) === 4);
process.stdout.write(`${JSON.stringify({ during, dropped, healed })}\n`);
process.exit(0);
