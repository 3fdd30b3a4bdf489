import { chmod, mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect } from 'chai';
import { cli } from './testing/real-cli.ts';

describe('doctor', function () {
  this.timeout(60_000);
  /** Its line about k6, with this program as `K6` and nothing else of that name on PATH. */
  async function aboutK6(script: string, mode: number): Promise<string> {
    await using scratch = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-doctor-'));
    const K6 = join(scratch.path, 'k6');
    await writeFile(K6, script);
    await chmod(K6, mode);
    const { code, out } = await cli(['doctor'], { env: { K6 } });
    expect(code).to.equal(0);
    return /^. k6 .*$/m.exec(out)?.[0] ?? '';
  }

  it('shows the version of a k6 that runs', async () => {
    const line = await aboutK6('#!/bin/sh\necho "stand-in v2.2.0"\n', 0o755);
    expect(line).to.match(/^✓ k6 .*\(K6\), stand-in v2\.2\.0$/);
  });

  it('does not take one for found that cannot run, and says why', async () => {
    expect(await aboutK6('#!/bin/sh\nexit 0\n', 0o644)).to.match(/^✗ k6 .*which cannot be run/);
    expect(await aboutK6('#!/bin/sh\nexit 3\n', 0o755)).to.match(
      /^✗ k6 .*does not say its version/,
    );
    expect(await aboutK6('no program', 0o755)).to.match(/^✗ k6 .*does not say its version/);
  });

  it('finds the k6 that a run would', async () => {
    await using scratch = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-doctor-'));
    await writeFile(join(scratch.path, 'k6'), '#!/bin/sh\nexit 7\n', { mode: 0o755 });
    const PATH = [scratch.path, process.env['PATH']].join(delimiter);
    const { out } = await cli(['doctor'], { env: { PATH, K6: '' } });
    expect(out).to.match(/^✗ k6 .*does not say its version/m);
  });

  it('says what no run does to packets', async () => {
    expect((await cli(['doctor'])).out).to.match(/^– packet loss +not applied/m);
  });
});
