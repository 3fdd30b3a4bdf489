import { mkdir, mkdtempDisposable, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { namespaceFlags } from './namespace.ts';
import { cli } from './testing/real-cli.ts';

/** A run with a fault of the kernel that fails within three seconds. */
const failing = [
  'target.policy=conservative',
  'phases.baseline=300ms',
  'phases.chaos=1500ms',
  'phases.recovery=300ms',
  'serviceLevel.reclaimWithin=800ms',
  'faults.0.mechanism=kernel',
  'faults.0.on.count=1',
].flatMap((pair) => ['--set', pair]);

describe('shrink of a run in a namespace', () => {
  it('enters one namespace and tries every smaller plan there', async function () {
    this.timeout(90_000);
    if ((await namespaceFlags()) === undefined) this.skip(); // no namespaces or no nft here
    await using scratch = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-shrink-'));
    const directory = join(scratch.path, 'run');
    const run = await cli(['run', 'half-open-storm', '--out', directory, ...failing]);
    expect(run.code, run.err).to.equal(1);
    const { code, out, err } = await cli(['shrink', directory, '--budget', '3']);
    expect(code, `${out}${err}`).to.equal(0);
    expect(out.match(/^smallest plan that shows/gm), out).to.have.length(1);
    expect(out).to.match(/^looking for zombies-reclaimed in smaller plans: 3 runs at most, 2\.1s/);
    expect(out).to.contain('1 fault, 1 victim, ').and.to.contain('(3 runs, then the budget was');
    const tries = out.match(/^ +\d+(?=  )/gm)?.map(Number);
    expect(tries, out).to.deep.equal([1, 2, 3]);
  });
});

/** A stored run with a failed check, as far as `shrink` reads it before it runs anything. */
async function failedRun(directory: string): Promise<void> {
  await mkdir(directory);
  const checks = [{ name: 'zombies-reclaimed', outcome: 'fail', violations: [] }];
  const verdict = { outcome: 'fail', checks, matrix: {}, reclaim: {}, environment: {} };
  const plan = { hash: 'a', seed: 1, phases: [], faults: [], load: {}, serviceLevel: {} };
  const files = {
    'plan.json': JSON.stringify(plan),
    'scenario.yaml': 'name: x\n',
    'history.ndjson': '',
    'verdict.json': JSON.stringify(verdict),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
}

describe('the place where shrink keeps its result', () => {
  for (const suffix of ['', '.try']) {
    it(`is left alone where it holds other things than a run (--out${suffix})`, async () => {
      await using scratch = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-shrink-'));
      const directory = join(scratch.path, 'run');
      await failedRun(directory);
      const home = join(scratch.path, 'home');
      await mkdir(home + suffix);
      await writeFile(join(home + suffix, 'thesis.tex'), 'years of work');
      const { code, err } = await cli(['shrink', directory, '--out', home]);
      expect(code).to.equal(254);
      expect(err)
        .to.contain('CHAOS_ERR_RESULTS_NOT_WRITABLE')
        .and.to.contain(home + suffix);
      expect(await readFile(join(home + suffix, 'thesis.tex'), 'utf8')).to.equal('years of work');
    });
  }

  it('is not the run itself, by whatever name', async () => {
    await using scratch = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-shrink-'));
    const directory = join(scratch.path, 'run');
    await failedRun(directory);
    await symlink('run', join(scratch.path, 'latest'));
    const { code, err } = await cli(['shrink', join(scratch.path, 'latest'), '--out', directory]);
    expect(code).to.equal(254);
    expect(err).to.contain('CHAOS_ERR_USAGE').and.to.contain('is the run to shrink itself');
  });
});
