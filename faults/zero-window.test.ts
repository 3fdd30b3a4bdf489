import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import type { FaultProof, HealReport } from '../harness/contracts/fault.ts';
import { describeFault, untilHeard } from './fault.contract.ts';
import { withoutRules } from './testing/leave-out.ts';
import { requireToxiproxy } from './testing/require-toxiproxy.ts';
import { zeroWindow } from './zero-window.ts';

describeFault(zeroWindow, {
  refused: [
    [{ proofWithin: 400 }, 'proofWithin'],
    [{ buffers: 'tiny' }, 'tiny'],
  ],
  leftOut: withoutRules,
  healed: async (scene) => {
    for (const key of scene.planned.victims) await untilHeard(scene, `${key}.0`);
  },
});

interface Outcome {
  readonly proof: FaultProof;
  readonly heal: HealReport;
}

describe('a zero window with small buffers', () => {
  const run = promisify(execFile);
  const main = fileURLToPath(new URL('testing/zero-window-main.ts', import.meta.url));
  let hit: Outcome;
  let missed: Outcome;

  before(async function () {
    requireToxiproxy(this);
    const flags = process.getuid?.() === 0 ? ['-n'] : ['-Urn'];
    const isThere = await run('unshare', [...flags, 'true']).catch(() => undefined);
    if (isThere === undefined) {
      if (this.test?.parent !== undefined)
        this.test.parent.title += ' (skipped: no network namespace can be had here)';
      this.skip();
    }
    const { stdout } = await run('unshare', [...flags, process.execPath, main], {
      timeout: 60_000,
    });
    ({ hit, missed } = JSON.parse(stdout) as { hit: Outcome; missed: Outcome });
  });

  it('needs a namespace whose sockets have them', () => {
    const parsed = zeroWindow.parseSettings({ buffers: 'small' });
    expect(zeroWindow.furtherNeeds?.(parsed)).to.deep.equal(['namespace', 'small-buffers']);
    expect(zeroWindow.furtherNeeds?.(zeroWindow.parseSettings({}))).to.deep.equal([]);
  });

  it('is proven by windows that the kernel of the server found closed', () => {
    const { proof, heal } = hit;
    expect(proof.unproven).to.deep.equal([]);
    expect(proof.victims).to.have.length(3);
    expect(proof.facts['closedWindows']).to.equal(3);
    expect(heal.how).to.contain('3 of 3 have nothing unread');
  });

  it('is not proven where nobody reads and no window closes', () => {
    const { proof } = missed;
    expect(proof.victims).to.deep.equal([]);
    expect(proof.unproven.map(({ reason }) => reason)).to.include(
      'the kernel of the server met no closed window',
    );
  });
});
