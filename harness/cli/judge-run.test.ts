import { mkdir, mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ChaosError } from '../contracts/errors.ts';
import { sampleRun } from '../report/testing/sample-run.ts';
import { saveAndReport } from './judge-run.ts';

describe('a verdict', () => {
  it('that cannot be saved is shown all the same, and then the reader is told', async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-full-'));
    await mkdir(join(directory.path, 'verdict.json')); // as good as a full disk: it cannot be written
    let shown = '';
    const reporter = {
      name: 'ear',
      onVerdict: ({ verdict }: ReturnType<typeof sampleRun>) => {
        shown = verdict.outcome;
        return Promise.resolve();
      },
    };
    const run = sampleRun('good', directory.path);
    const error: unknown = await saveAndReport(run, reporter).catch((cause: unknown) => cause);
    expect(shown).to.equal('pass');
    expect(error)
      .to.be.instanceOf(ChaosError)
      .with.property('code', 'CHAOS_ERR_RESULTS_NOT_WRITABLE');
  });
});
