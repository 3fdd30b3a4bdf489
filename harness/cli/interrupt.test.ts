import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { HistoryEvent } from '../contracts/history.ts';
import type { Verdict } from '../contracts/verdict.ts';
import { markedProcesses } from '../process/run-processes.ts';
import { systemClock } from '../process/system-clock.ts';
import { lookUntil } from '../process/time-limit.ts';
import { namespaceFlags } from './namespace.ts';
import { cli, seen, startCli } from './testing/real-cli.ts';

const isPhase =
  (phase: string) =>
  (event: HistoryEvent): boolean =>
    event.kind === 'phase.begin' && event.phase === phase;

const moments: readonly (readonly [string, (event: HistoryEvent) => boolean])[] = [
  ['while the parts start', ({ kind }) => kind === 'run.start'],
  ['in baseline', isPhase('baseline')],
  ['in chaos, before a fault', isPhase('chaos')],
  ['in chaos, with a fault in force', ({ kind }) => kind === 'fault.proof'],
  ['in recovery', isPhase('recovery')],
];

describe('Ctrl-C', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ws-chaos-interrupt-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  const left = async (harness: number): Promise<readonly string[]> =>
    (await markedProcesses())
      .filter(({ run }) => run.startsWith(`${String(harness)}-`))
      .map(({ command }) => command);

  for (const [when, moment] of moments) {
    it(`undoes everything ${when}, and leaves a readable run`, async function () {
      this.timeout(60_000);
      const { process: child, ended } = startCli(['run', 'half-open-storm', '--out', directory]);
      await seen(directory, moment);
      child.kill('SIGINT');
      const { code, err } = await ended;
      expect(code, err).to.equal(130);
      expect(await left(child.pid ?? 0)).to.deep.equal([]);
      const verdict = JSON.parse(
        await readFile(join(directory, 'verdict.json'), 'utf8'),
      ) as Verdict;
      expect(verdict).to.include({ ended: 'interrupted', clean: true });
      expect(verdict.outcome).to.not.equal('pass');
    });
  }

  it('is not needed: the harness killed outright leaves no process either', async function () {
    this.timeout(60_000);
    const { process: child, ended } = startCli(['run', 'half-open-storm', '--out', directory]);
    await seen(directory, ({ kind }) => kind === 'fault.proof');
    child.kill('SIGKILL');
    await ended;
    const gone = await lookUntil(systemClock, { withinMs: 5000, everyMs: 50 }, async () =>
      (await left(child.pid ?? 0)).length === 0 ? true : undefined,
    );
    expect(gone, (await left(child.pid ?? 0)).join()).to.equal(true);
  });

  for (const signal of ['SIGINT', 'SIGKILL'] as const) {
    it(`reaches a run in a namespace of its own (${signal})`, async function () {
      this.timeout(60_000);
      if ((await namespaceFlags()) === undefined) this.skip(); // no namespaces or no nft here
      const kernel = ['--set', 'faults.0.mechanism=kernel'];
      const args = ['run', 'half-open-storm', '--out', directory, ...kernel];
      const { process: child, ended } = startCli(args);
      await seen(directory, ({ kind }) => kind === 'fault.proof');
      child.kill(signal);
      const { code, err } = await ended;
      if (signal === 'SIGINT') expect(code, err).to.equal(130);
      const nothing = await lookUntil(systemClock, { withinMs: 5000, everyMs: 200 }, async () => {
        const { out } = await cli(['heal', '--dry-run']);
        return out.includes('nothing was left behind') ? true : undefined;
      });
      expect(nothing).to.equal(true);
    });
  }
});
