/** Chosen messages come late, and those behind them wait: the order of the stream is kept. Control frames pass. */

import type { Direction as DirectionName } from '../../../harness/contracts/tap-rules.ts';
import type { FrameRule, Held, Unit } from '../frame-rule.ts';
import { chooser, type Choice } from './chosen.ts';
import { after, directionOf, type ArmedRule, type RuleHost } from './rule-host.ts';
import { once } from './swallow.ts';

/** More than this waiting, and the source is no longer read. */
const mostWaitingBytes = 1024 * 1024;

interface Waiting {
  readonly held: Held;
  readonly dueUs: number;
}

/** Counts `delayed`, and `late-ms` as the sum over them. */
export function delay(
  host: RuleHost,
  rule: Choice & { readonly direction: DirectionName; readonly delayMs: number },
): ArmedRule {
  const { clock } = host;
  const direction = directionOf(host, rule.direction);
  const choose = chooser(rule);
  const queue: Waiting[] = [];
  const chosen = new WeakSet<Unit>();
  let waitingBytes = 0;
  let stopped = false;
  let cancel = (): void => undefined;

  const send = ({ held, dueUs }: Waiting): void => {
    waitingBytes -= held.wire.length;
    direction.deliver(frames, held);
    if (dueUs === 0) return;
    host.count('delayed');
    host.count('late-ms', rule.delayMs + (clock.nowUs() - dueUs) / 1000);
  };
  const flush = (all: boolean): void => {
    for (let head = queue[0]; head !== undefined; head = queue[0]) {
      if (!all && head.dueUs > clock.nowUs()) break;
      queue.shift();
      send(head);
    }
    if (stopped && waitingBytes <= mostWaitingBytes) {
      stopped = false;
      direction.go();
    }
    cancel();
    const head = queue[0];
    if (head !== undefined) {
      cancel = after(clock, Math.max(1, (head.dueUs - clock.nowUs()) / 1000), () => {
        flush(false);
      });
    }
  };
  const frames: FrameRule = {
    get isSpent() {
      return choose.isExhausted && queue.length === 0;
    },
    begin: (unit) => {
      if (unit.isControl) return 'pass';
      if (choose.next()) chosen.add(unit);
      return chosen.has(unit) || queue.length > 0 ? 'hold' : 'pass';
    },
    held: (held) => {
      const isLate = chosen.has(held.unit);
      queue.push({ held, dueUs: isLate ? clock.nowUs() + rule.delayMs * 1000 : 0 });
      waitingBytes += held.wire.length;
      if (!stopped && waitingBytes > mostWaitingBytes) {
        stopped = true;
        direction.stop();
      }
      flush(false);
    },
  };
  direction.arm(frames);
  return {
    disarm: once(() => {
      flush(true);
      direction.disarm(frames);
    }),
  };
}
