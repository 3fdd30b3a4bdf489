import { mkdtempDisposable } from 'node:fs/promises';
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
    const tries = out.match(/^ +\d+(?=  )/gm)?.map(Number);
    expect(tries, out).to.deep.equal([1, 2, 3]);
  });
});
