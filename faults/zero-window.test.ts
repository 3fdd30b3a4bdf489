import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import type { FaultContext, FaultProof, HealReport } from '../harness/contracts/fault.ts';
import { portOf } from '../harness/contracts/loopback.ts';
import { systemClock } from '../harness/process/system-clock.ts';
import { lookUntil } from '../harness/process/time-limit.ts';
import { describeFault, untilHeard } from './fault.contract.ts';
import { socketQueues } from './kernel/socket-queues.ts';
import { withoutRules } from './testing/leave-out.ts';
import { openRig, type Rig, type Scene } from './testing/rig.ts';
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
  let rig: Rig;
  let scene: Scene;
  before(async function () {
    rig = await openRig(requireToxiproxy(this));
    scene = await rig.scene(zeroWindow, { settings: { proofWithin: '1s' } });
  });
  after(async () => {
    process.kill(rig.tap.pid, 'SIGCONT');
    await scene.close();
    await rig.close();
  });

  it('is not proven by what waits for a tap that is late to read it', async () => {
    const late = readingLate(scene, rig.tap.pid);
    const active = await zeroWindow.inject(scene.planned, withoutRules(late));
    const proof = await active.prove();
    expect(proof.victims).to.deep.equal([]);
    expect(proof.unproven.map(({ reason }) => reason)).to.include('the tap still reads');
  });
});

/** The tap stands still from the end of one look until something waits at the next. */
function readingLate({ context, planned }: Scene, tapPid: number): FaultContext {
  const serverPort = portOf(new URL(context.target.url));
  const ports = context.live(planned.victims).map((one) => one.serverPort);
  const untilSomethingWaits = (): Promise<true | undefined> =>
    lookUntil(systemClock, { withinMs: 1000, everyMs: 2 }, async () => {
      const queues = await socketQueues(ports, serverPort);
      return ports.every((port) => (queues.get(port)?.unreadBytes ?? 0) > 0) ? true : undefined;
    });
  const counters: FaultContext['tap']['counters'] = async (ids) => {
    await untilSomethingWaits();
    process.kill(tapPid, 'SIGCONT');
    const counted = await context.tap.counters(ids);
    process.kill(tapPid, 'SIGSTOP');
    await untilSomethingWaits();
    return counted;
  };
  return { ...context, tap: { ...context.tap, counters } };
}

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
