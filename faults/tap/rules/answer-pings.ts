/** A middlebox that answers for the dead: pings get their pongs, nothing else goes either way, no end is told. */

import { encodeFrame } from '../encode-frame.ts';
import type { FrameRule } from '../frame-rule.ts';
import { opcodes } from '../frame-tracker.ts';
import { kindOf, type ArmedRule, type RuleHost } from './rule-host.ts';
import { blackHole, once } from './swallow.ts';

/** Counts `answered`. */
export function answerPings(host: RuleHost): ArmedRule {
  const { connection } = host;
  const answering: FrameRule = {
    isSpent: false,
    begin: (unit) => (kindOf(unit) === 'ping' ? 'hold' : 'withhold'),
    held: ({ wire }) => {
      // a server's ping is at most 125 bytes behind a header of two, without a mask
      const payload = wire.subarray(2);
      connection.up.insert(encodeFrame({ opcode: opcodes.pong, payload, masked: true }), false);
      host.count('answered');
    },
  };
  const silence = blackHole(host, { direction: 'up' });
  connection.down.arm(answering);
  return {
    disarm: once(() => {
      connection.down.disarm(answering);
      silence.disarm();
    }),
  };
}
