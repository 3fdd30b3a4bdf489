import { expect } from 'chai';
import type { Finding } from '../contracts/checker.ts';
import type { Side } from '../contracts/history.ts';
import { historyBuilder } from '../testing/history-builder.ts';
import { closedOnce } from './closed-once.ts';

const connection = 'power-1.1.0';

/** Both sides close; `by` once more, after so many milliseconds, before the run is over after 7 s. */
function run(again?: { readonly by: Side; readonly atMs: number }): Finding {
  const story = historyBuilder()
    .opens(connection)
    .at(2000)
    .event('tap.close-frame', { connection, by: 'server', code: 1011 })
    .event('tap.close-frame', { connection, by: 'client', code: 1011 });
  if (again !== undefined)
    story.at(again.atMs).event('tap.close-again', { connection, by: again.by, code: 1001 });
  return closedOnce.check(story.at(7000).phase('end', 'recovery').build());
}

describe('closed-once', () => {
  it('passes a Close from either side', () => {
    expect(run()).to.deep.equal({ outcome: 'pass', measured: { closed: 1, closedAgain: 0 } });
  });

  it('fails a second one of the server', () => {
    expect(run({ by: 'server', atMs: 2100 })).to.deep.equal({
      outcome: 'fail',
      violations: [
        {
          message: 'server sent power-1.1.0 another Close, 1001, after its first',
          connection,
          atUs: 2_100_000,
        },
      ],
      measured: { closed: 1, closedAgain: 1 },
    });
  });

  it('judges neither clients nor what comes after the run', () => {
    expect(run({ by: 'client', atMs: 2100 }).outcome).to.equal('pass');
    expect(run({ by: 'server', atMs: 7100 }).outcome).to.equal('pass');
  });
});
