import { expect } from 'chai';
import { mkdir, mkdtempDisposable, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Verdict } from '../contracts/verdict.ts';
import { findBaseline } from './baseline.ts';
import { renderPage } from './html/page.ts';
import { sampleRun, sampleVerdict } from './testing/sample-run.ts';

async function addRun(parent: string, name: string, verdict: Verdict): Promise<string> {
  const directory = join(parent, name);
  await mkdir(directory, { recursive: true });
  const file = join(directory, 'verdict.json');
  await writeFile(file, JSON.stringify(verdict));
  const ended = 1_700_000_000 + Number(name);
  await utimes(file, ended, ended);
  return directory;
}

describe('baseline', () => {
  async function results(use: (parent: string) => Promise<void>): Promise<void> {
    await using home = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-baseline-'));
    await use(join(home.path, sampleVerdict('good').scenario));
  }

  it('is the newest earlier run of the same plan that passed', async () => {
    await results(async (parent) => {
      await addRun(parent, '1', sampleVerdict('good'));
      await addRun(parent, '2', sampleVerdict('good'));
      await addRun(parent, '3', { ...sampleVerdict('good'), planHash: 'another' });
      await addRun(parent, '4', sampleVerdict('bad'));
      const directory = await addRun(parent, '5', sampleVerdict('bad'));
      await addRun(parent, '6', sampleVerdict('good'));
      await writeFile(join(parent, '4', 'notes.txt'), 'not a run');
      const { green, earlier } = await findBaseline(sampleRun('bad', directory));
      expect(green?.name).to.equal('2');
      expect(earlier.map(({ name }) => name)).to.deep.equal(['1', '2', '4']);
    });
  });

  it('is not looked for beside runs that lie elsewhere', async () => {
    await results(async (parent) => {
      await addRun(join(parent, 'mine'), '1', sampleVerdict('good'));
      const directory = await addRun(join(parent, 'mine'), '2', sampleVerdict('bad'));
      expect(await findBaseline(sampleRun('bad', directory))).to.deep.equal({ earlier: [] });
    });
  });

  it('shows in the report what changed since, and the trend', async () => {
    await results(async (parent) => {
      await addRun(parent, '1', sampleVerdict('good'));
      await addRun(parent, '2', sampleVerdict('good'));
      const directory = await addRun(parent, '3', sampleVerdict('bad'));
      const run = sampleRun('bad', directory);
      const page = renderPage(run, await findBaseline(run));
      expect(page).to.match(/zombies-reclaimed: pass →/);
      expect(page).to.contain('last green, 2').and.contain('Slowest reclaim of earlier runs');
      expect(renderPage(run)).not.to.contain('id="baseline"');
    });
  });
});
