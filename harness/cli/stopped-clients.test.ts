import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { HistoryEvent } from '../contracts/history.ts';
import type { Verdict } from '../contracts/verdict.ts';
import { isAlive } from '../process/is-alive.ts';
import { markedProcesses } from '../process/run-processes.ts';
import { systemClock } from '../process/system-clock.ts';
import { lookUntil } from '../process/time-limit.ts';
import { cli, seen, startCli } from './testing/real-cli.ts';

const scenario = `name: stopped-clients
seed: 3
target: { policy: conservative }
load: { users: { power: 2, returning: 3 } }
phases: { baseline: 1500ms, chaos: 4s, recovery: 1500ms }
faults:
  - { inject: client-freeze, at: 100ms, on: { cohort: power, count: 2 } }
  - { inject: client-kill, at: 100ms, on: { cohort: returning, count: 1 } }
serviceLevel: { reclaimWithin: 2s }
`;

describe('a process of clients that is stopped', function () {
  this.timeout(60_000);
  let directory: string;
  let file: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ws-chaos-stopped-'));
    file = join(directory, 'scenario.yaml');
    await writeFile(file, scenario);
  });
  afterEach(() => rm(directory, { recursive: true }));

  const isFrozen = (event: HistoryEvent): boolean =>
    event.kind === 'fault.proof' && event.facts['processState'] === 'stopped';
  const left = async (harness: number): Promise<readonly string[]> =>
    (await markedProcesses())
      .filter(({ run }) => run.startsWith(`${String(harness)}-`))
      .map(({ command }) => command);

  // a server that never looks for zombies: a proof may be as late as a busy machine makes it
  it('is zombies until it goes on, and that of others who are killed is not', async () => {
    const { out } = await cli(['run', file, '--out', directory, '--json']);
    const { matrix, clean } = JSON.parse(out) as Verdict;
    expect(matrix.zombies, out).to.deep.equal({
      injected: 3,
      reclaimed: 1,
      late: 0,
      never: 2,
      unjudged: 0,
    });
    expect(matrix.healthy.killed).to.equal(0);
    expect(clean).to.equal(true);
    const history = await readFile(join(directory, 'history.ndjson'), 'utf8');
    expect(history).to.contain('"processState":"stopped"').and.to.contain('"processState":"gone"');
    expect(history).to.contain('let the clients go on');
  });

  for (const signal of ['SIGINT', 'SIGKILL'] as const) {
    it(`leaves no process, stopped or not, when the harness gets ${signal}`, async () => {
      const { process: child, ended } = startCli(['run', file, '--out', directory]);
      const proof = await seen(directory, isFrozen);
      const pid = proof.kind === 'fault.proof' ? Number(proof.facts['pid']) : 0;
      expect(isAlive(pid)).to.equal(true);
      child.kill(signal);
      await ended;
      const gone = await lookUntil(systemClock, { withinMs: 5000, everyMs: 20 }, async () =>
        (await left(child.pid ?? 0)).length === 0 ? true : undefined,
      );
      expect(gone, (await left(child.pid ?? 0)).join()).to.equal(true);
    });
  }
});
