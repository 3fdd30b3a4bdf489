import { once } from 'node:events';
import { access, mkdtempDisposable, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { cli, seen, startCli } from './testing/real-cli.ts';

const verbs = [['list', 'faults'], ['list', 'faults', '--json'], ['plan', 'soak'], ['--help']];

describe('what is printed', () => {
  for (const verb of verbs) {
    it(`is missed where the disk is full (${verb.join(' ')})`, async () => {
      await using full = await open('/dev/full', 'w');
      const { code, err } = await cli(verb, { out: full.fd });
      expect(code).to.equal(254);
      expect(err).to.contain('ENOSPC').and.to.contain('CHAOS_ERR_RESULTS_NOT_WRITABLE');
    });
  }

  it('is not missed by a reader that has left', async () => {
    const { process: child, ended } = startCli(['plan', 'soak']);
    child.stdout?.destroy();
    const { code, err } = await ended;
    expect(err).to.equal('');
    expect(code).to.equal(0);
  });

  it('ends no run, whoever leaves', async function () {
    this.timeout(60_000);
    await using scratch = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-output-'));
    const short = ['phases.baseline=300ms', 'phases.chaos=2500ms', 'phases.recovery=300ms'];
    const sets = [...short, 'target.policy=graduated'].flatMap((pair) => ['--set', pair]);
    const { process: child } = startCli(['run', 'half-open-storm', '--out', scratch.path, ...sets]);
    const exited = once(child, 'exit');
    await seen(scratch.path, ({ kind }) => kind === 'run.start');
    child.stdout?.destroy();
    child.stderr?.destroy();
    expect((await exited)[0]).to.equal(0);
    await access(join(scratch.path, 'report.html'));
  });
});
