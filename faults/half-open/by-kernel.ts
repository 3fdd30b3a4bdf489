/**
 * Half-open as the kernel knows it: packets between tap and server are dropped, so that what the server sends stays
 * un-ACKed and its keepalives unanswered. Needs a network namespace of the run's own.
 */

import { portOf } from '../../harness/contracts/loopback.ts';
import { idsOf } from '../kinds/injection.ts';
import { dropPackets } from '../kernel/packet-drop.ts';
import { encodeFrame } from '../tap/encode-frame.ts';
import { injectorOf } from '../kinds/tap-fault.ts';
import type { Mechanism } from './mechanism.ts';

/** A pong nobody asked for is legal; it shows that packets are lost even where nobody else sends any. */
const probe = encodeFrame({ opcode: 10, payload: 'chaos', masked: true }).toString('hex');

export const byKernel: Mechanism = async (context, planned, victims) => {
  const injector = injectorOf(context, planned.inject);
  const owner = `${planned.id}-half-open`;
  const beganUs = context.clock.nowUs();
  const drop = await dropPackets(`ws_chaos_${planned.id}`, {
    serverPort: portOf(new URL(context.target.url)),
    peerPorts: victims.map(({ serverPort }) => serverPort),
  });
  const filteredInMs = (context.clock.nowUs() - beganUs) / 1000;
  const lift = async (): Promise<string> => {
    await drop.lift();
    await injector.disarm(owner);
    // the server may have let go of it long ago: no use in waiting for a retransmission to find out
    await injector.arm(owner, idsOf(victims), { kind: 'cut', how: 'rst', direction: 'up' });
    await injector.disarm(owner);
    return 'deleted the table of the packet filter';
  };
  try {
    // the tap must not tell of a client's end that cannot have reached the server
    await injector.arm(owner, idsOf(victims), { kind: 'black-hole', direction: 'up' });
    await injector.arm(owner, idsOf(victims), {
      kind: 'insert',
      direction: 'up',
      hex: probe,
      times: 1,
    });
  } catch (error) {
    await drop.lift();
    await injector.disarm(owner);
    throw error;
  }
  return {
    complaint: async () =>
      (await drop.lostPackets()) < victims.length ? 'too few packets have been lost' : undefined,
    facts: async () => ({ filteredInMs, lostPackets: await drop.lostPackets() }),
    lift,
  };
};
