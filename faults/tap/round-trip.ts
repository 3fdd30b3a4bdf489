/** How long the way to a client is: pings of the tap's own, whose pongs it keeps. */

import type { Clock } from '../../harness/contracts/clock.ts';
import type { PingBurst, RoundTrip } from '../../harness/contracts/tap-rules.ts';
import { encodeFrame } from './encode-frame.ts';
import type { FrameRule } from './frame-rule.ts';
import { opcodes } from './frame-tracker.ts';
import { after, kindOf } from './rules/rule-host.ts';
import type { TapConnection } from './tap-connection.ts';

const maskBytes = 4;
const headBytes = 2;
let bursts = 0;

/** From the first ping to the pong of the last one. */
export function measureRoundTrip(
  clock: Clock,
  connection: TapConnection,
  { pings, bytes, withinMs, throughRules }: PingBurst,
): Promise<RoundTrip> {
  bursts++;
  const mark = `chaos-${bursts}`;
  const payload = (index: number): Buffer =>
    Buffer.from(`${mark}.${index}.`.padEnd(Math.min(bytes, 125), '.'));
  const last = payload(pings - 1);
  const beganUs = clock.nowUs();
  return new Promise((resolve) => {
    const pongs: FrameRule = {
      isSpent: false,
      begin: (unit) => (kindOf(unit) === 'pong' ? 'hold' : 'pass'),
      held: (held) => {
        const got = unmask(held.wire);
        if (got.equals(last)) finish({ ms: (clock.nowUs() - beganUs) / 1000 });
        else if (!got.toString('latin1').startsWith(mark)) connection.up.deliver(pongs, held);
      },
    };
    const finish = (found: { readonly ms?: number }): void => {
      cancel();
      connection.up.disarm(pongs);
      resolve({ connection: connection.id, ...found });
    };
    const cancel = after(clock, withinMs, () => {
      finish({});
    });
    connection.up.arm(pongs);
    const unit = { opcode: opcodes.ping, isControl: true };
    const frames = Array.from({ length: pings }, (_, index) =>
      encodeFrame({ opcode: opcodes.ping, payload: payload(index), masked: false }),
    );
    if (throughRules === undefined) connection.down.insert(Buffer.concat(frames), false);
    else
      for (const wire of frames)
        connection.down.send({ unit, wire, bytes: wire.length - headBytes });
  });
}

/** The payload of a client's control frame. */
function unmask(wire: Buffer): Buffer {
  const key = wire.subarray(headBytes, headBytes + maskBytes);
  const masked = wire.subarray(headBytes + maskBytes);
  return Buffer.from(masked.map((byte, index) => byte ^ (key[index % maskBytes] ?? 0)));
}
