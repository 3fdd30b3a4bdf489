import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import type { FaultContext } from '../../harness/contracts/fault.ts';
import { signalGroup } from '../../harness/process/process-group.ts';
import { systemClock } from '../../harness/process/system-clock.ts';
import {
  becomes,
  letGoOn,
  listeners,
  serverProcesses,
  serverState,
  signalAll,
} from './server-processes.ts';

const server = `
  const listening = require('node:net').createServer().listen(0, '127.0.0.1', () => {
    console.log(listening.address().port);
  });
`;

/** As `npm start` would: a shell that starts the server, waits for it and has a group of its own. */
async function wrappedServer(): Promise<{ readonly context: FaultContext; readonly pid: number }> {
  const child = spawn('sh', ['-c', '"$0" -e "$1"; true', process.execPath, server], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pid = child.pid ?? 0;
  const [port] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  const target = { url: `ws://127.0.0.1:${port.trim()}/chat`, pid };
  return { context: { clock: systemClock, target } as unknown as FaultContext, pid };
}

describe('the processes of a server', function () {
  let wrapped: Awaited<ReturnType<typeof wrappedServer>>;

  before(async function () {
    if (process.platform !== 'linux') this.skip(); // elsewhere there is no /proc
    wrapped = await wrappedServer();
  });
  after(() => {
    signalGroup(wrapped.pid, 'SIGKILL');
  });

  it('are the command’s own and those it started', () => {
    const found = serverProcesses(wrapped.context);
    expect(found.map(({ pid }) => pid)).to.include(wrapped.pid);
    expect(found).to.have.lengthOf(2);
  });

  it('stop and go on together', async () => {
    const { context } = wrapped;
    const found = serverProcesses(context);
    signalAll(found.slice(0, 1), 'SIGSTOP');
    expect(await becomes(context, found, 'partly stopped')).to.equal(true);
    signalAll(found, 'SIGSTOP');
    expect(await becomes(context, found, 'stopped')).to.equal(true);
    expect(await letGoOn(context, found)).to.equal('let the process go on');
    expect(serverState(found)).to.equal('running');
  });

  it('are asked to end where they serve, not where they wrap', async () => {
    const { context, pid } = wrapped;
    const serving = await listeners(context, serverProcesses(context));
    expect(serving).to.have.lengthOf(1);
    expect(serving?.[0]).to.not.include({ pid });
    expect(await listeners(context, [{ pid }])).to.deep.equal([]);
  });

  it('are alone where they lead no group, and unknown where nothing was started', () => {
    const { context } = wrapped;
    const of = (pid: number | undefined): unknown =>
      serverProcesses({ ...context, target: { url: 'ws://127.0.0.1:1/', pid } } as FaultContext);
    expect(of(process.ppid)).to.satisfy((found: { pid: number }[]) =>
      found.some(({ pid }) => pid === process.ppid),
    );
    expect(of(2 ** 22 + 1)).to.deep.equal([{ pid: 2 ** 22 + 1 }]);
    expect(() => of(undefined)).to.throw('not known');
  });

  it('are gone when all of them are', async () => {
    const found = serverProcesses(wrapped.context);
    signalAll(found, 'SIGKILL');
    expect(await becomes(wrapped.context, found, 'gone')).to.equal(true);
    expect(await letGoOn(wrapped.context, found)).to.equal('the server is gone');
  });
});
