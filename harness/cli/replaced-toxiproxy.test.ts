import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { EventOf, HistoryEvent } from '../contracts/history.ts';
import type { Verdict } from '../contracts/verdict.ts';
import { markedProcesses, type MarkedProcess } from '../process/run-processes.ts';
import { seen, startCli } from './testing/real-cli.ts';

const isRestart = (event: HistoryEvent): event is EventOf<'part.restarted'> =>
  event.kind === 'part.restarted';

async function processesOf(harness: number | undefined): Promise<readonly MarkedProcess[]> {
  const all = await markedProcesses();
  return all.filter(({ run }) => run.startsWith(`${String(harness)}-`));
}

/** Hits the Toxiproxy of a run once a fault is in force. Everything is undone, and nothing is left. */
async function runWith(signal: 'SIGSTOP' | 'SIGKILL'): Promise<{ verdict: Verdict; err: string }> {
  await using scratch = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-stuck-'));
  const directory = join(scratch.path, 'run');
  const { process: child, ended } = startCli(['run', 'half-open-storm', '--out', directory]);
  await seen(directory, ({ kind }) => kind === 'fault.proof');
  const ours = await processesOf(child.pid);
  const toxiproxy = ours.find(({ command }) => command.includes('toxiproxy-server'));
  process.kill(toxiproxy?.pid ?? 0, signal);
  const restart = await seen(directory, isRestart);
  expect(restart).to.include({ part: 'toxiproxy', killedPid: toxiproxy?.pid });
  const { err } = await ended;
  const verdict = JSON.parse(await readFile(join(directory, 'verdict.json'), 'utf8')) as Verdict;
  expect(verdict, err).to.include({ ended: 'completed', clean: true });
  expect(await processesOf(child.pid)).to.deep.equal([]);
  return { verdict, err };
}

describe('a Toxiproxy', function () {
  this.timeout(60_000);

  it('that gets stuck is killed and replaced by the undo, and the history tells', async () => {
    const { err } = await runWith('SIGSTOP');
    expect(err).to.match(/another toxiproxy took over: .*did not answer/);
  });

  it('that dies is replaced at once, and the run is unknown', async () => {
    const { verdict, err } = await runWith('SIGKILL');
    expect(err).to.contain('another toxiproxy took over: it died (signal SIGKILL)');
    expect(verdict.outcome).to.equal('unknown');
    const check = verdict.checks.find(({ name }) => name === 'parts-stayed-up');
    expect(check?.reason).to.contain('every connection was lost');
  });
});
