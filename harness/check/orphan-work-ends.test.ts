import { expect } from 'chai';
import type { Finding } from '../contracts/checker.ts';
import {
  historyBuilder,
  testFault,
  testServiceLevel,
  type HistoryBuilder,
} from '../testing/history-builder.ts';
import { orphanWorkEnds } from './orphan-work-ends.ts';

const connection = 'power-1.1.0';
const seen = (ms: number): { connection: string; seenUntilUs: number } => {
  return { connection, seenUntilUs: ms * 1000 };
};

interface Circumstances {
  readonly orphanWorkWithinMs?: number;
  /** Whether the census tells of work. */
  readonly tells?: boolean;
  readonly makesZombies?: boolean;
}

/** A zombie from 1.2 s to the heal at 5 s, judged until 9 s; looks every 100 ms; `act` tells what else there is. */
function run(
  act: (story: HistoryBuilder) => HistoryBuilder,
  { orphanWorkWithinMs = 2000, tells = true, makesZombies = true }: Circumstances = {},
): Finding {
  const story = historyBuilder().opens(connection);
  for (let ms = 100; ms < 9000; ms += 100)
    story.at(ms).event('census', {
      ...{ quiescent: false, claimed: 1, limit: 20, reclaimable: 0, open: 1 },
      ...(tells ? { working: 1 } : {}),
    });
  story.at(1100).begins('f1', connection).at(1200);
  if (makesZombies) story.proves('f1', connection);
  else story.provesHarmless('f1', connection);
  const serviceLevel = { ...testServiceLevel, ...(orphanWorkWithinMs && { orphanWorkWithinMs }) };
  const faults = [{ ...testFault('f1', ['power-1.1']), makesZombies }];
  return orphanWorkEnds.check(
    act(story.at(5000).heals('f1')).at(9000).phase('end', 'recovery').build({
      serviceLevel,
      faults,
    }),
  );
}

const orphaned = (story: HistoryBuilder): HistoryBuilder =>
  story.at(1250).event('work.orphaned', { connection });
const reason = (finding: Finding): string => (finding.outcome === 'unknown' ? finding.reason : '');
const violations = (finding: Finding): string[] =>
  finding.outcome === 'fail' ? finding.violations.map(({ message }) => message) : [];

describe('orphan-work-ends', () => {
  it('passes work that ends within the service level, seen from the proof on', () => {
    const finding = run((story) => orphaned(story).at(2600).event('work.over', seen(2500)));
    expect(finding).to.deep.equal({
      outcome: 'pass',
      measured: { gone: 1, workedFor: 1, slowestMs: 1300, unended: 0 },
    });
  });

  it('fails work for a zombie that was seen later than that', () => {
    expect(run((story) => orphaned(story).at(3400).event('work.over', seen(3300)))).to.deep.equal({
      outcome: 'fail',
      violations: [
        {
          message:
            'server still worked for power-1.1.0 2.1s after the proof that its client was gone, the service level is 2s',
          connection,
          fault: 'f1',
          atUs: 3_200_000,
        },
      ],
      measured: { gone: 1, workedFor: 1, slowestMs: 2100, unended: 1 },
    });
  });

  it('does not hold against the server that nobody looked when the work ended', () => {
    expect(
      run((story) => orphaned(story).at(3900).event('work.over', seen(3100))).outcome,
    ).to.equal('pass');
  });

  it('judges by the heal where the work goes on beyond it, and not what is done for the living', () => {
    expect(violations(run(orphaned))).to.deep.equal([
      'server still worked for power-1.1.0 3.8s after the proof that its client was gone, the service level is 2s',
    ]);
    const alive = run((story) =>
      orphaned(story)
        .at(2000)
        .event('work.over', seen(1900))
        .at(8000)
        .leaves(connection)
        .at(8100)
        .event('work.over', seen(7950)),
    );
    expect(alive).to.deep.include({
      outcome: 'pass',
      measured: { gone: 1, workedFor: 1, slowestMs: 700, unended: 0 },
    });
  });

  it('fails work that goes on after the end on the wire, to the last look but one', () => {
    const harmless = { makesZombies: false };
    const end = (story: HistoryBuilder): HistoryBuilder =>
      story.at(3000).leaves(connection).event('work.orphaned', { connection });
    expect(violations(run(end, harmless))).to.deep.equal([
      'server still worked for power-1.1.0 5.8s after its end, the service level is 2s',
    ]);
    const over = run((story) => end(story).at(4100).event('work.over', seen(4000)), harmless);
    expect(over.outcome).to.equal('pass');
  });

  it('gives the server from the heal on where the fault may have kept the client’s end from it', () => {
    const end = (story: HistoryBuilder): HistoryBuilder =>
      story
        .at(1300)
        .event('tap.end', { connection, by: 'client', how: 'fin' })
        .at(2000)
        .event('work.over', seen(1900))
        .at(5200)
        .event('work.orphaned', { connection });
    const until = (ms: number) => (story: HistoryBuilder) =>
      end(story)
        .at(ms + 50)
        .event('work.over', seen(ms));
    expect(run(until(6900)).outcome).to.equal('pass');
    expect(violations(run(until(7100)))).to.deep.equal([
      'server still worked for power-1.1.0 2.1s after its end, the service level is 2s',
    ]);
  });

  it('judges nothing, and says so, where nobody tells of work or nobody was worked for', () => {
    expect(reason(run(orphaned, { tells: false }))).to.equal(
      'no census of this server tells for whom it works',
    );
    expect(reason(run((story) => story))).to.equal(
      'the server worked for none of the 1 connections that were gone',
    );
    expect(reason(run(orphaned, { orphanWorkWithinMs: 6000 }))).to.equal(
      'no connection was gone for 6s while the run was judged',
    );
  });

  it('does not apply where nobody asks for it', () => {
    expect(run(orphaned, { orphanWorkWithinMs: 0 })).to.deep.equal({
      outcome: 'pass',
      measured: { applies: 'no: the service level names no orphanWorkWithin' },
    });
  });
});
