import { expect } from 'chai';
import type { Finding } from '../contracts/checker.ts';
import { historyBuilder } from '../testing/history-builder.ts';
import { partsStayedUp } from './parts-stayed-up.ts';

const exits = (part: 'target' | 'tap' | 'toxiproxy' | 'load', expected = false): Finding =>
  partsStayedUp.check(
    historyBuilder()
      .event('part.exited', { part, expected, code: null, signal: 'SIGKILL' })
      .build(),
  );

describe('parts-stayed-up', () => {
  it('passes when parts end as they are told to', () => {
    expect(exits('target', true).outcome).to.equal('pass');
  });

  it('fails a server that died', () => {
    const finding = exits('target');
    expect(finding).to.have.nested.property(
      'violations[0].message',
      'target ended by itself (signal SIGKILL)',
    );
  });

  const traces: readonly (readonly [string, string, string])[] = [
    [
      'Node',
      'server.js:9\n  throw x;\n  ^\n\nTypeError: no\n    at f (a.js:1:2)\n\nNode.js v24',
      'TypeError: no',
    ],
    ['Python', 'Traceback:\n  File "a.py"\nValueError: no', 'ValueError: no'],
    ['Go', 'panic: no\n\ngoroutine 1 [running]:\nmain.main()', 'panic: no'],
    ['anybody else', 'starting\nno database\n', 'no database'],
  ];
  for (const [who, lastWords, line] of traces) {
    it(`says why a server died, as ${who} puts it`, () => {
      const exit = { part: 'target', expected: false, code: 1, signal: null, lastWords } as const;
      const finding = partsStayedUp.check(historyBuilder().event('part.exited', exit).build());
      const message = `target ended by itself (exit code 1): ${line}`;
      expect(finding).to.have.nested.property('violations[0].message', message);
    });
  }

  it('is unknown when Toxiproxy was replaced', () => {
    const reason = 'it died (signal SIGKILL)';
    const restart = { part: 'toxiproxy', pid: 2, killedPid: 1, reason } as const;
    expect(
      partsStayedUp.check(historyBuilder().event('part.restarted', restart).build()),
    ).to.deep.equal({
      outcome: 'unknown',
      reason: 'toxiproxy was replaced (it died (signal SIGKILL)): every connection was lost',
    });
  });

  it('is unknown when a part of the harness died', () => {
    for (const part of ['tap', 'toxiproxy', 'load'] as const) {
      expect(exits(part)).to.deep.equal({
        outcome: 'unknown',
        reason: `${part} ended by itself (signal SIGKILL)`,
      });
    }
  });
});
