import { createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { mkdtemp, realpath, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import WebSocket from 'ws';
import { ChaosError } from '../contracts/errors.ts';
import type { TargetSpec } from '../contracts/scenario.ts';
import { freePort } from '../process/free-port.ts';
import { isAlive } from '../process/is-alive.ts';
import { processGroup } from '../process/process-group.ts';
import { systemClock } from '../process/system-clock.ts';
import { lookUntil } from '../process/time-limit.ts';
import { targetStarter } from './start-target.ts';

const starter = targetStarter(systemClock);
const start: typeof starter.start = (spec, baseDirectory) => starter.start(spec, baseDirectory);
const base: TargetSpec = { settings: {}, startWithinMs: 10_000 };
const directory = tmpdir();

async function failure(spec: TargetSpec): Promise<ChaosError> {
  try {
    const target = await start(spec, directory);
    await target.stop(0);
  } catch (error) {
    expect(error).to.be.instanceOf(ChaosError);
    return error as ChaosError;
  }
  throw new Error('the target started');
}

async function listener(): Promise<{ server: Server; port: number; url: string }> {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { server, port, url: `ws://127.0.0.1:${String(port)}/chat` };
}

describe('the reference server as a target', () => {
  it('starts with policy and settings, answers its admin port, and stops', async () => {
    const settings = { 'manager-limit': '7' };
    const target = await start({ ...base, policy: 'graduated', settings }, directory);
    expect(target.control.pid).to.equal(target.pid);
    expect(await target.control.census?.()).to.deep.equal({
      claimed: 0,
      limit: 7,
      reclaimable: 0,
      effective: 7,
      connections: [],
      work: [],
    });
    expect(await target.control.cleanups?.()).to.deep.equal([]);
    await target.stop(2000);
    expect(await target.exited).to.deep.equal({ code: 0, signal: null });
    expect(isAlive(target.pid)).to.equal(false);
    await target.stop(2000);
  });

  it('arms and disarms the emit path of a connection', async () => {
    const target = await start({ ...base, policy: 'conservative' }, directory);
    const socket = new WebSocket(target.control.url, { headers: { 'x-chaos-connection': 'a-1' } });
    const messages: string[] = [];
    socket.on('message', (data: Buffer) => messages.push(data.toString()));
    await once(socket, 'open');
    const points = target.control.faultPoints;
    await points?.armEmit(['a-1'], 'hang', 0);
    await points?.emitProbe(['a-1'], 'n1');
    expect(await points?.health(['a-1'])).to.deep.equal([
      { connection: 'a-1', healthy: true, hasConnections: true },
    ]);
    socket.send('{"type":"echo","nonce":"fence"}');
    while (!messages.some((text) => text.includes('fence'))) await once(socket, 'message');
    expect(messages.filter((text) => text.includes('probe'))).to.deep.equal([]);
    await points?.disarmEmit(['a-1']);
    while (!messages.some((text) => text.includes('n1'))) await once(socket, 'message');
    socket.terminate();
    await target.stop(0);
  });

  it('ends with the server’s own words when a flag is wrong', async () => {
    const error = await failure({ ...base, settings: { heartbeat: '300' } });
    expect(error.code).to.equal('CHAOS_ERR_TARGET_START');
    expect(error.message).to.contain('exit code 254').and.to.contain('--heartbeat wants a time');
  });

  it('says when its port is taken', async () => {
    const { server, port } = await listener();
    const error = await failure({ ...base, settings: { port: String(port) } });
    expect(error.message).to.contain('EADDRINUSE');
    server.close();
  });

  it('rejects calls with a code of their own once the server is gone', async () => {
    const target = await start(base, directory);
    await target.stop(0);
    const error: unknown = await target.control.census?.().catch((reason: unknown) => reason);
    expect((error as ChaosError).code).to.equal('CHAOS_ERR_TARGET_CONTROL');
  });
});

describe('a server of the user’s own', () => {
  const listening = (port: number): readonly string[] => [
    process.execPath,
    '-e',
    `require('node:net').createServer(() => {}).listen(${String(port)}, '127.0.0.1')`,
  ];
  const urlOf = (port: number): string => `ws://127.0.0.1:${String(port)}/`;

  it('is started, waited for, and stopped with all it started', async () => {
    const port = await freePort();
    const shell = ['bash', '-c', `sleep 60 & exec "$0" "$@"`, ...listening(port)];
    const target = await start({ ...base, command: shell, url: urlOf(port) }, directory);
    expect(target.control).not.to.have.property('census');
    await target.stop(1000);
    expect(isAlive(target.pid)).to.equal(false);
    const gone = await lookUntil(systemClock, { withinMs: 2000, everyMs: 20 }, () =>
      Promise.resolve(processGroup(target.pid)?.length === 0 ? true : undefined),
    );
    expect(gone).to.equal(true);
  });

  it('is not started where somebody else listens', async () => {
    const { server, url } = await listener();
    const error = await failure({ ...base, command: ['node', '--version'], url });
    expect(error.message).to.contain('already listens');
    server.close();
  });

  it('is reported with its last words when it ends at once', async () => {
    const command = [process.execPath, '-e', 'console.error("no database"); process.exit(3)'];
    const error = await failure({ ...base, command, url: urlOf(await freePort()) });
    expect(error.message).to.contain('exit code 3').and.to.contain('no database');
  });

  it('is given up and ended when it never listens', async () => {
    const command = [process.execPath, '-e', 'process.stdin.resume(); setInterval(() => {}, 1e6)'];
    const url = urlOf(await freePort());
    const error = await failure({ ...base, command, url, startWithinMs: 300 });
    expect(error.message).to.contain('did not accept connections');
  });

  it('gets its variables and its directory, relative to the scenario', async () => {
    const command = [
      process.execPath,
      '-e',
      'console.error(process.env.ROOM, process.cwd()); process.exit(1)',
    ];
    const place = await realpath(await mkdtemp(join(directory, 'ws-chaos-')));
    const surroundings = { env: { ROOM: 'blue' }, directory: basename(place) };
    const error = await failure({
      ...base,
      command,
      url: urlOf(await freePort()),
      ...surroundings,
    });
    expect(error.message).to.contain(`blue ${place}`);
    await rmdir(place);
    const nowhere = await failure({
      ...base,
      command,
      url: urlOf(await freePort()),
      directory: 'no-such',
    });
    expect(nowhere.message).to.contain('no such directory');
    expect(nowhere.help).to.contain('target.directory');
  });

  it('is reported when its program is not there', async () => {
    const command = ['no-such-program-here'];
    const error = await failure({ ...base, command, url: urlOf(await freePort()) });
    expect(error.message).to.contain('cannot be run');
  });

  it('needs a url beside its command', async () => {
    expect((await failure({ ...base, command: ['node'] })).message).to.contain('no url');
  });
});

describe('a server that runs already', () => {
  it('is attached to and left running', async () => {
    const { server, url } = await listener();
    const target = await start({ ...base, url }, directory);
    expect(target.pid).to.equal(0);
    await target.stop(0);
    expect(server.listening).to.equal(true);
    server.close();
  });

  it('is reported when nobody answers', async () => {
    const url = `ws://127.0.0.1:${String(await freePort())}/`;
    const error = await failure({ ...base, url, startWithinMs: 100 });
    expect(error.message).to.contain('Nothing accepts connections');
  });

  it('is refused when the url is no WebSocket url', async () => {
    expect((await failure({ ...base, url: 'http://127.0.0.1/' })).message).to.contain('Not a Web');
  });
});
