import { expect } from 'chai';
import type { Finding } from '../contracts/checker.ts';
import { historyBuilder, testFault, testServiceLevel } from '../testing/history-builder.ts';
import { bystandersUndisturbed } from './bystanders-undisturbed.ts';

const victim = 'power-1.1.0';
const bystanders = Array.from({ length: 12 }, (_, index) => `signup-${index + 1}.1.0`);

interface Told {
  /** How late answers were in each second of chaos; 10 ms where not given. */
  readonly lateMs?: readonly number[];
  readonly waitedMs?: readonly number[];
  readonly baselineMs?: number;
  readonly loopDelayMs?: number;
  readonly who?: readonly string[];
  readonly isProven?: boolean;
  /** The others are never late. */
  readonly onlyFirst?: boolean;
}

/** Baseline to 1 s, the fault from 1 s, proven at 1.2 s, healed at 5 s; each says once a second how late answers were. */
function run(told: Told, within: { readonly bystandersWithinMs?: number } = bound): Finding {
  const { who = bystanders, loopDelayMs = 5 } = told;
  const story = historyBuilder().event('load.ready', { users: 13 });
  const sample = { plannedStarts: 13, achievedStarts: 13, dropped: 0, usersActive: 13 };
  story.opens(victim, ...who);
  const say = (lateMs: number, waitedMs = 0): void => {
    for (const [index, connection] of who.entries()) {
      const waiting = waitedMs > 0 ? 1 : 0;
      const slowestMs = told.onlyFirst === true && index > 0 ? 10 : lateMs;
      story.event('client.answers', { connection, answered: 9, slowestMs, waiting, waitedMs });
    }
    story.event('load.sample', { ...sample, loopDelayP99Ms: 5, loopDelayMaxMs: loopDelayMs });
  };
  story.at(900);
  say(told.baselineMs ?? 10);
  story.at(1000).begins('f1', victim).at(1200);
  if (told.isProven !== false) story.provesHarmless('f1', victim);
  for (let second = 0; second < 4; second += 1) {
    story.at(1900 + second * 1000);
    say(told.lateMs?.[second] ?? 10, told.waitedMs?.[second]);
  }
  story.at(5000).heals('f1').at(5500);
  say(4000); // what was held up comes when the fault is over
  story.at(7000).phase('end', 'recovery');
  return bystandersUndisturbed.check(
    story.build({
      faults: [testFault('f1', ['power-1.1'])],
      serviceLevel: { ...testServiceLevel, ...within },
    }),
  );
}
const bound = { bystandersWithinMs: 300 };
const reasonOf = (finding: Finding): string =>
  finding.outcome === 'unknown' ? finding.reason : finding.outcome;

describe('bystanders-undisturbed', () => {
  it('passes where answers come as they did before', () => {
    expect(run({ lateMs: [20, 30, 20, 10] })).to.deep.equal({
      outcome: 'pass',
      measured: { reports: 48, p99Ms: 25, baselineP99Ms: 5, connections: 12 },
    });
  });

  it('fails where they wait second after second, and names each with its worst', () => {
    const again = run({ lateMs: [700, 20, 905, 20] });
    expect(again.outcome === 'fail' && again.violations.length).to.equal(12);
    expect(again.outcome === 'fail' && again.violations[0]).to.deep.equal({
      message:
        'bystander signup-1.1.0 waited 900ms for an answer while faults were on, not within 300ms',
      connection: 'signup-1.1.0',
      atUs: 3_900_000,
    });
  });

  it('fails where answers never come, though none was slow', () => {
    expect(run({ waitedMs: [800, 1800, 2800, 3800] }).outcome).to.equal('fail');
  });

  it('lets one report of a hundred be late, and one at least', () => {
    expect(run({ onlyFirst: true, lateMs: [10, 900, 10, 10] }).outcome).to.equal('pass');
    expect(run({ onlyFirst: true, lateMs: [900, 10, 900, 10] }).outcome).to.equal('fail');
  });

  it('is unknown where they waited once, or as long before any fault', () => {
    expect(reasonOf(run({ lateMs: [20, 900, 20, 20] }))).to.equal(
      'bystanders waited for 895ms, but once, as they do where the machine stands still',
    );
    expect(reasonOf(run({ lateMs: [700, 20, 900, 20], baselineMs: 400 }))).to.equal(
      'bystanders waited for 895ms, and for 395ms before any fault',
    );
  });

  it('takes off what the load itself stood still, and is unknown where that was too long', () => {
    expect(run({ lateMs: [700, 20, 900, 20], loopDelayMs: 650 }).outcome).to.equal('pass');
    expect(reasonOf(run({ lateMs: [1900, 20, 1900, 20], loopDelayMs: 1200 }))).to.contain(
      'the load cannot be believed',
    );
  });

  it('leaves out whom a fault hits, in whatever incarnation', () => {
    const others = bystanders.map((_, index) => `power-1.1.${index + 1}`);
    expect(reasonOf(run({ who: others, lateMs: [700, 700, 900, 900] }))).to.contain('only 0 times');
  });

  it('is unknown where no fault was proven, or too few bystanders told', () => {
    expect(reasonOf(run({ isProven: false }))).to.equal(
      'bystanders told only 0 times how late answers were while faults were proven, of at least 30',
    );
    expect(reasonOf(run({ who: bystanders.slice(0, 9) }))).to.equal(
      'bystanders told only 9 times how late answers were before any fault, of at least 10',
    );
  });

  it('has nothing to hold where the service level does not ask for it', () => {
    expect(run({ lateMs: [700, 900, 900, 900] }, {})).to.deep.equal({
      outcome: 'pass',
      measured: { applies: 'no: the service level names no bystandersWithin' },
    });
  });
});
