/** A question of the tap's own to the server: does its message handler still answer? The client notices nothing of it. */

import { encodeFrame } from '../encode-frame.ts';
import type { FrameRule } from '../frame-rule.ts';
import { opcodes } from '../frame-tracker.ts';
import type { ArmedRule, RuleHost } from './rule-host.ts';

interface Question {
  readonly text: string;
  /** What the answer must hold. */
  readonly answer: string;
}

/** Counts `asked`, and `answered-question` once the answer has come; from then on nothing is looked at any more. */
export function ask(host: RuleHost, { text, answer }: Question): ArmedRule {
  const { connection } = host;
  let isAnswered = false;
  const answers: FrameRule = {
    get isSpent() {
      return isAnswered;
    },
    begin: ({ isControl }) => (isControl || isAnswered ? 'pass' : 'hold'),
    held: (held) => {
      if (isAnswered || !held.wire.includes(answer)) {
        connection.down.deliver(answers, held);
        return;
      }
      isAnswered = true;
      host.count('answered-question');
    },
  };
  connection.down.arm(answers);
  connection.up.insert(encodeFrame({ opcode: opcodes.text, payload: text, masked: true }), true);
  host.count('asked');
  return {
    disarm: () => {
      connection.down.disarm(answers);
    },
  };
}
