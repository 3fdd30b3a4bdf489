/** A window that surely closes, in a network namespace of this process's own with small buffers; prints what came of it. */

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { FaultContext, FaultProof, HealReport } from '../../harness/contracts/fault.ts';
import { findServer } from '../toxiproxy/find-server.ts';
import { zeroWindow } from '../zero-window.ts';
import { withRule } from './leave-out.ts';
import { openRig } from './rig.ts';

execFileSync('ip', ['link', 'set', 'lo', 'up']);
for (const name of ['tcp_rmem', 'tcp_wmem'])
  writeFileSync(`/proc/sys/net/ipv4/${name}`, '4096 65536 65536');
const rig = await openRig(findServer().path);

async function outcome(
  proofWithin: string,
  change: (context: FaultContext) => FaultContext = (context) => context,
): Promise<{ readonly proof: FaultProof; readonly heal: HealReport }> {
  const scene = await rig.scene(zeroWindow, { settings: { buffers: 'small', proofWithin } });
  const active = await zeroWindow.inject(scene.planned, change(scene.context));
  const proof = await active.prove();
  const heal = await active.heal();
  await scene.close();
  return { proof, heal };
}

const hit = await outcome('10s');
/** Nobody reads, but too little comes to fill anything. */
const missed = await outcome(
  '400ms',
  withRule((rule) => (rule.kind === 'insert' ? { ...rule, times: 1 } : rule)),
);
process.stdout.write(`${JSON.stringify({ hit, missed })}\n`);
await rig.close();
