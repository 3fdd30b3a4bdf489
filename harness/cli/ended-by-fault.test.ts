import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { HistoryEvent } from '../contracts/history.ts';
import type { Verdict } from '../contracts/verdict.ts';
import { judgedRun, seen, startCli } from './testing/real-cli.ts';

function scenario(faults: readonly string[]): string {
  return JSON.stringify({
    name: 'server-ends',
    summary: 'the server ends in the middle of the run',
    seed: 3,
    target: { policy: 'graduated' },
    load: { users: { enterprise: 2, returning: 6 }, activity: 'chat' },
    phases: { baseline: '500ms', chaos: '2s', recovery: '5s' },
    faults: faults.map((inject) => ({ inject, at: '300ms', on: { count: 2 } })),
    serviceLevel: { reclaimWithin: '3s' },
  });
}

describe('a run whose server ends', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ws-chaos-ended-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  const write = async (...faults: string[]): Promise<string> => {
    const file = join(directory, 'scenario.yaml');
    await writeFile(file, scenario(faults));
    return file;
  };
  const verdict = async (): Promise<Verdict> =>
    JSON.parse(await readFile(join(directory, 'verdict.json'), 'utf8')) as Verdict;
  const history = async (): Promise<readonly HistoryEvent[]> =>
    (await readFile(join(directory, 'history.ndjson'), 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as HistoryEvent);

  for (const fault of ['target-kill', 'target-stop']) {
    it(`by ${fault} is judged up to the fault, and leaves its recovery out`, async function () {
      this.timeout(60_000);
      const { code, err } = await judgedRun(['run', await write(fault), '--out', directory]);
      expect(code, err).to.equal(0);
      expect(await verdict()).to.include({ outcome: 'pass', ended: 'completed', clean: true });
      const events = await history();
      const exit = events.find(({ kind }) => kind === 'part.exited');
      expect(exit).to.include({ part: 'target', expected: true });
      const phases = events.flatMap((event) => (event.kind === 'phase.begin' ? event.phase : []));
      expect(phases).to.deep.equal(['baseline', 'chaos', 'final-census']);
    });
  }

  it('by anybody else has failed', async function () {
    this.timeout(60_000);
    const { ended } = startCli(['run', await write(), '--out', directory]);
    const started = await seen(directory, ({ kind }) => kind === 'target.started');
    await seen(directory, ({ kind }) => kind === 'tap.open');
    process.kill((started as { readonly pid: number }).pid, 'SIGKILL');
    const { code, err } = await ended;
    expect(code, err).to.equal(1);
    expect(await verdict()).to.include({ outcome: 'fail', ended: 'error' });
  });
});
