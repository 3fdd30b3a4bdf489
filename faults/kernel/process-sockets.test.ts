import { once } from 'node:events';
import { mkdtemp, readlink, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { systemClock } from '../../harness/process/system-clock.ts';
import { lookUntil } from '../../harness/process/time-limit.ts';
import { unreadBytesOf } from './process-sockets.ts';

async function showUnread(few: number): Promise<void> {
  const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [socket] = await accepted;
  client.write(Buffer.alloc(1234));
  const seen = await lookUntil(systemClock, { withinMs: 5000, everyMs: 5 }, async () =>
    (await unreadBytesOf(process.pid, few))?.includes(1234) === true ? true : undefined,
  );
  expect(seen).to.equal(true);
  client.destroy();
  socket.destroy();
  server.close();
}

describe('the sockets of a process', () => {
  for (const [way, few] of [
    ['by the tables', Infinity],
    ['by ss, where there are many', 0],
  ] as const) {
    it(`show what was sent and not read, ${way}`, async function () {
      if ((await unreadBytesOf(process.pid)) === undefined) this.skip();
      await showUnread(few);
    });
  }

  it('are left to ss where there are many', async function () {
    if ((await unreadBytesOf(process.pid)) === undefined) this.skip();
    const folder = await mkdtemp(join(tmpdir(), 'ws-chaos-'));
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    await once(client, 'connect');
    const { fd } = (client as unknown as { readonly _handle: { readonly fd: number } })._handle;
    const [, inode = ''] = /(\d+)/.exec(await readlink(`/proc/self/fd/${fd}`)) ?? [];
    const row = `ESTAB 4321 0 127.0.0.1:1 127.0.0.1:2 ino:${inode} sk:1`;
    await writeFile(join(folder, 'ss'), `#!/bin/sh\necho '${row}'\n`, { mode: 0o755 });
    const path = process.env['PATH'];
    try {
      process.env['PATH'] = `${folder}:${path ?? ''}`;
      expect(await unreadBytesOf(process.pid, 0)).to.deep.equal([4321]);
      expect(await unreadBytesOf(process.pid, Infinity)).not.to.include(4321);
    } finally {
      process.env['PATH'] = path;
      client.destroy();
      server.close();
      await rm(folder, { recursive: true });
    }
  });

  it('are nobody’s where there is no such process', async () => {
    expect(await unreadBytesOf(2 ** 22 + 1)).to.equal(undefined);
  });
});
