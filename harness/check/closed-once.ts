/** The server says Close once to a connection: who says it twice has two parts that both think that they end it. */

import type { Checker, Violation } from '../contracts/checker.ts';
import { finding } from './findings.ts';
import { judgedUntilUs } from './judged-until.ts';

export const closedOnce: Checker = {
  name: 'closed-once',
  summary: 'the server sends no connection a second Close frame',
  check: (history) => {
    const untilUs = judgedUntilUs(history);
    const violations: Violation[] = [];
    let closed = 0;
    for (const event of history.events) {
      if (event.atUs >= untilUs) break;
      if (event.kind === 'tap.close-frame' && event.by === 'server') closed += 1;
      if (event.kind !== 'tap.close-again' || event.by !== 'server') continue;
      const { connection, code, atUs } = event;
      const message = `server sent ${connection} another Close, ${code}, after its first`;
      violations.push({ message, connection, atUs });
    }
    return finding(violations, { closed, closedAgain: violations.length });
  },
};
