import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { isAlive } from '../process/is-alive.ts';
import { runMark } from '../process/run-processes.ts';
import { systemClock } from '../process/system-clock.ts';
import { lookUntil } from '../process/time-limit.ts';
import { leftProcesses } from './residue.ts';

interface Pids {
  readonly watchdog: number;
  readonly guarded: number;
  readonly unannounced: number;
}

const module = fileURLToPath(new URL('testing/doomed-harness.ts', import.meta.url));

async function start(run: string): Promise<{ harness: ChildProcess; pids: Pids }> {
  const harness = spawn(process.execPath, [module], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, [runMark]: run },
  });
  const [line] = (await once(createInterface({ input: harness.stdout }), 'line')) as [string];
  return { harness, pids: JSON.parse(line) as Pids };
}

const gone = (pids: readonly number[]): Promise<true | undefined> =>
  lookUntil(systemClock, { withinMs: 5000, everyMs: 20 }, () =>
    Promise.resolve(pids.some(isAlive) ? undefined : (true as const)),
  );

describe('the watchdog', () => {
  it('kills guarded, stopped and unannounced processes when the harness is killed', async () => {
    const { harness, pids } = await start('watchdog-test-1');
    harness.kill('SIGKILL');
    expect(await gone([pids.guarded, pids.unannounced, pids.watchdog])).to.equal(true);
  });

  it('harms nobody when the lease is given back', async () => {
    const { harness, pids } = await start('watchdog-test-2');
    harness.stdin?.end();
    await once(harness, 'exit');
    expect(await gone([pids.watchdog])).to.equal(true);
    expect([pids.guarded, pids.unannounced].map(isAlive)).to.deep.equal([true, true]);
    const left = await leftProcesses(systemClock, 'watchdog-test-2', [pids.guarded]);
    expect(left).to.have.length(1);
    expect(left[0]).to.contain(String(pids.unannounced)).and.to.contain('sleep 600');
    for (const pid of [pids.guarded, pids.unannounced]) process.kill(pid, 'SIGKILL');
  });
});
