import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';

const run = promisify(execFile);
const script = fileURLToPath(new URL('testing/dropped-in-namespace.ts', import.meta.url));
const flags = process.getuid?.() === 0 ? ['-n'] : ['-Urn'];

describe('the packet filter of a run', () => {
  it('drops a victim’s packets, counts them, spares its neighbour, and heals', async function () {
    this.timeout(40_000);
    const probe = run('unshare', [...flags, 'nft', 'list', 'tables']);
    const canRun = await probe.then(
      () => true,
      () => false,
    );
    if (!canRun) this.skip(); // no namespaces or no nft on this machine
    const { stdout } = await run('unshare', [...flags, process.execPath, script]);
    const { during, dropped, healed } = JSON.parse(stdout) as {
      during: { victim: number; bystander: number };
      dropped: number;
      healed: boolean;
    };
    expect(during).to.deep.equal({ victim: 0, bystander: 4 });
    expect(dropped).to.be.above(1);
    expect(healed).to.equal(true);
  });
});
