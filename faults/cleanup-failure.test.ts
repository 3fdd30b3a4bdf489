import { expect } from 'chai';
import { cleanupFailure } from './cleanup-failure.ts';
import { describeFault } from './fault.contract.ts';
import { openRig } from './testing/rig.ts';
import { requireToxiproxy } from './testing/require-toxiproxy.ts';
import { withoutPoint } from './testing/leave-out.ts';

describeFault(cleanupFailure, {
  // a machine under load may take long to look
  settings: { lasting: '5s' },
  refused: [
    [{ times: 0 }, 'times'],
    [{ lasting: 500 }, 'lasting'],
  ],
  leftOut: (context) => withoutPoint(context, 'cleanup'),
});

describe('cleanupFailure', () => {
  it('needs a server that can be asked for its slots', async function () {
    const rig = await openRig(requireToxiproxy(this));
    const scene = await rig.scene(cleanupFailure);
    const { url, faultPoints } = scene.context.target;
    const target = { url, faultPoints: faultPoints! };
    const error = await cleanupFailure
      .inject(scene.planned, { ...scene.context, target })
      .catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'CHAOS_ERR_FAULT_INJECT');
    expect(error).to.have.property('message').that.contains('census');
    await scene.close();
    await rig.close();
  });
});
