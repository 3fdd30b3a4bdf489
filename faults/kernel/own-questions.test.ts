import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect } from 'chai';
import { findOnPath } from '../../harness/process/find-program.ts';
import { systemClock } from '../../harness/process/system-clock.ts';
import { lookUntil } from '../../harness/process/time-limit.ts';
import { rawConnect, rawServer, type RawSocket } from '../testing/raw-socket.ts';
import { heardSince, questionsHeard, read } from './own-questions.ts';

const row = (ends: string, pieces: number): string =>
  `0      0      ${ends}  cubic segs_in:99 data_segs_out:1 data_segs_in:${pieces} rtt:1`;

/** Echoes at two ports, which it prints; speaks to itself at the first. */
const serverSource = `
  const net = require('node:net');
  const ports = [];
  const listen = (then) => {
    const server = net.createServer((socket) => socket.pipe(socket));
    server.listen(0, '127.0.0.1', () => { ports.push(server.address().port); then(); });
  };
  listen(() => listen(() => {
    net.connect(ports[0], '127.0.0.1').write('to itself');
    console.log(JSON.stringify(ports));
  }));`;

describe('questions of this process to a server', () => {
  it('are those of sockets to the peers that were asked about, and of nobody else', () => {
    const rows = [
      row('127.0.0.1:80 127.0.0.1:5001', 12),
      row('[::ffff:127.0.0.1]:80 [::ffff:127.0.0.1]:5003', 4),
      row('127.0.0.1:80 127.0.0.1:5002', 500),
    ].join('\n');
    expect(read(rows, new Set([5001, 5003]))).to.deep.equal([
      ['127.0.0.1:80 127.0.0.1:5001', 12],
      ['[::ffff:127.0.0.1]:80 [::ffff:127.0.0.1]:5003', 4],
    ]);
  });

  it('add up over sockets, new ones whole', () => {
    const before = new Map([
      ['a', 5],
      ['b', 9],
    ]);
    const now = new Map([
      ['a', 7],
      ['b', 3],
      ['c', 4],
    ]);
    expect(heardSince(before, now)).to.equal(6);
  });

  describe('as the kernel counts them', () => {
    let server: ChildProcess | undefined;
    let ports: readonly number[];
    const sockets: RawSocket[] = [];

    before(async function () {
      if (!existsSync('/proc/net/tcp') || findOnPath('ss', process.env['PATH']) === undefined)
        this.skip();
      server = spawn(process.execPath, ['-e', serverSource], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [line] = (await once(server.stdout!, 'data')) as [Buffer];
      ports = JSON.parse(line.toString()) as readonly number[];
    });
    afterEach(() => {
      for (const { socket } of sockets.splice(0)) socket.destroy();
    });
    after(() => {
      server?.kill('SIGKILL');
    });

    const ask = async (port: number, times: number): Promise<void> => {
      const client = await rawConnect(port);
      sockets.push(client);
      for (let asked = 1; asked <= times; asked += 1) {
        client.socket.write('?');
        await client.until(({ length }) => length === asked);
      }
    };

    it('are heard at each of its ports', async () => {
      await ask(ports[0]!, 3);
      await ask(ports[1]!, 2);
      const heard = await questionsHeard(server!.pid!);
      expect([...(heard ?? [])].map(([, pieces]) => pieces).toSorted()).to.deep.equal([2, 3]);
    });

    it('are none of those that another server heard', async () => {
      const other = await rawServer();
      sockets.push(await rawConnect(other.port));
      const heard = await lookUntil(systemClock, { withinMs: 5000, everyMs: 5 }, async () => {
        const all = await questionsHeard(server!.pid!);
        return all?.size === 0 ? all : undefined;
      });
      expect(heard?.size).to.equal(0);
      other.close();
    });

    it('are not known of a process that cannot be seen', async () => {
      expect(await questionsHeard(2 ** 22 + 1)).to.equal(undefined);
    });
  });
});
