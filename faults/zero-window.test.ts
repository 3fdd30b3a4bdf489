import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import type { FaultContext, FaultProof, HealReport } from '../harness/contracts/fault.ts';
import type { PlannedFault } from '../harness/contracts/plan.ts';
import type { TapRule } from '../harness/contracts/tap-rules.ts';
import { systemClock } from '../harness/process/system-clock.ts';
import { describeFault, untilHeard } from './fault.contract.ts';
import { withoutRules } from './testing/leave-out.ts';
import { lateScene } from './testing/late-tap.ts';
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

describe('a zero window whose rules are left out', () => {
  const staged = lateScene(zeroWindow, { proofWithin: '1s' });

  it('is not proven by what waits for a tap that is late to read it', async () => {
    const { scene, late } = staged();
    const active = await zeroWindow.inject(scene.planned, withoutRules(late.context));
    late.begin();
    const proof = await active.prove();
    expect(proof.victims).to.deep.equal([]);
    expect(late.looks()).to.be.at.least(1);
    // by what the last look met
    for (const { reason } of proof.unproven)
      expect(reason).to.be.oneOf(['the tap still reads', 'nothing waits to be read']);
  });
});

describe('what fills small buffers', () => {
  /** What `ws` servers have to send of pongs at most, else they end the connection; counted in one turn of their loop. */
  const pongsAtMost = 60;
  /** A server may be so late on a busy machine. */
  const lateMs = 70;
  const kernelHoldsBytes = 65_536;
  const missing = { hex: '', times: 0, everyMs: 1 };

  it('is not more at once than a server bears that is late, and no more than the buffers of both sides hold', async () => {
    const rules: TapRule[] = [];
    const arm = (_owner: string, _ids: readonly string[], rule: TapRule): Promise<void> => {
      rules.push(rule);
      return Promise.resolve();
    };
    const context = {
      clock: systemClock,
      signal: new AbortController().signal,
      tap: { counters: () => Promise.resolve([]), injector: { arm, armComing: () => undefined } },
      live: () => [{ connection: 'a-1.1.0', key: 'a-1.1', serverPort: 1 }],
      events: () => [],
    } as unknown as FaultContext;
    const settings = zeroWindow.parseSettings({ buffers: 'small' });
    const planned = { id: 'f1', inject: 'zero-window', victims: ['a-1.1'], settings };
    await zeroWindow.inject(planned as unknown as PlannedFault, context);
    const [{ hex, times, everyMs = 1 } = missing] = rules.filter((rule) => rule.kind === 'insert');
    const maskBytes = 4;
    const [, length = 0] = Buffer.from(hex, 'hex');
    const pongBytes = (length & 0x7f) + 2;
    const pings = hex.length / 2 / (pongBytes + maskBytes);
    expect((pings * lateMs) / everyMs).to.be.below(pongsAtMost);
    expect(pings * times * pongBytes).to.be.within(1.1 * kernelHoldsBytes, 1.4 * kernelHoldsBytes);
  });
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
    this.timeout(90_000); // as long as the process may take, and what starts it
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
