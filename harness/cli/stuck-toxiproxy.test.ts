import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { EventOf, HistoryEvent } from '../contracts/history.ts';
import type { Verdict } from '../contracts/verdict.ts';
import { markedProcesses } from '../process/run-processes.ts';
import { seen, startCli } from './testing/real-cli.ts';

const isRestart = (event: HistoryEvent): event is EventOf<'part.restarted'> =>
  event.kind === 'part.restarted';

describe('a Toxiproxy that gets stuck in a run', () => {
  it('is killed and replaced by the undo, which the history tells, and nothing is left', async function () {
    this.timeout(60_000);
    await using scratch = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-stuck-'));
    const directory = join(scratch.path, 'run');
    const { process: child, ended } = startCli(['run', 'half-open-storm', '--out', directory]);
    await seen(directory, ({ kind }) => kind === 'fault.proof');
    const ours = (await markedProcesses()).filter(({ run }) => run.startsWith(`${child.pid}-`));
    const toxiproxy = ours.find(({ command }) => command.includes('toxiproxy-server'));
    process.kill(toxiproxy?.pid ?? 0, 'SIGSTOP');

    const restart = await seen(directory, isRestart);
    expect(restart).to.include({ part: 'toxiproxy', killedPid: toxiproxy?.pid });
    const { code, out, err } = await ended;
    expect(err).to.contain('toxiproxy was stuck and another one started');
    expect(code, out).to.be.oneOf([0, 1, 2]); // what the stop did to everybody is for the checks to say
    const verdict = JSON.parse(await readFile(join(directory, 'verdict.json'), 'utf8')) as Verdict;
    expect(verdict).to.include({ ended: 'completed', clean: true });
    const left = (await markedProcesses()).filter(({ run }) => run.startsWith(`${child.pid}-`));
    expect(left).to.deep.equal([]);
  });
});
