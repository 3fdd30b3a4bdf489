import { expect } from 'chai';
import type { HistoryEvent } from '../../contracts/history.ts';
import { at, type SampleKind } from '../testing/sample-clock.ts';
import { sampleRun } from '../testing/sample-run.ts';
import { herdOf, type Attempt } from './connects.ts';
import { untested } from './coverage.ts';
import { quantile } from './quantile.ts';
import { readRunFacts, type RunFacts } from './run-facts.ts';

function facts(kind: SampleKind, more: readonly HistoryEvent[] = []): RunFacts {
  const { history } = sampleRun(kind);
  const events = [...history.events, ...more].sort((one, other) => one.atUs - other.atUs);
  return readRunFacts({ plan: history.plan, events });
}

function reconnectsAt(...times: readonly number[]): readonly Attempt[] {
  return times.map((ms, index) => {
    const connection = `power-${index}.1.1`;
    return { ms, connection, cohort: 'power', again: true, outcome: 'open', tookMs: 3 };
  });
}

describe('facts of flows', () => {
  it('tell a herd from a spread', () => {
    const herd = herdOf(reconnectsAt(1000, 1010, 1020, 1030, 5000));
    expect(herd).to.deep.equal({ reconnects: 5, peakPerSecond: 4, spreadMs: 4000, synchrony: 0.8 });
    expect(herdOf(reconnectsAt(0, 400, 800, 1200))?.synchrony).to.equal(0.25);
    expect(herdOf([])).to.equal(undefined);
  });

  it('see who was refused and who came again', () => {
    const { attempts } = facts('bad');
    expect(attempts.filter(({ outcome }) => outcome === 'refused')).to.have.length(4);
    const again = attempts.filter((attempt) => attempt.again).map(({ connection }) => connection);
    expect(again).to.include('signup-3.1.1').and.include('enterprise-3.1.0');
  });

  it('split what was lost into filled, reported and unsaid, each event once', () => {
    const connection = 'power-1.2.0';
    const gap = { connection, fromSeq: 10, toSeq: 14 };
    const flows = facts('good', [
      { kind: 'client.gap', atUs: at(5000), ...gap },
      { kind: 'client.gap', atUs: at(5001), ...gap },
      { kind: 'client.gap-filled', atUs: at(5100), connection, fromSeq: 10, toSeq: 11 },
      { kind: 'client.gap-reported', atUs: at(5200), connection, fromSeq: 12, toSeq: 12 },
    ]).messages;
    const power = flows.find(({ cohort }) => cohort === 'power');
    expect(power).to.include({ missed: 5, filled: 2, reported: 1, unnoticed: 2 });
  });

  it('count received events once a connection, by its last total', () => {
    const returning = facts('good').messages.find(({ cohort }) => cohort === 'returning');
    expect(returning?.received).to.equal(5 * 360 + 3 * 60);
  });

  it('set the phases side by side', () => {
    const [baseline, chaos, recovery] = facts('bad').phases;
    expect(baseline).to.include({ phase: 'baseline', connects: 26, refused: 0, closedByServer: 0 });
    expect(chaos).to.include({
      refused: 4,
      reconnects: 4,
      closedByServer: 1,
      withheld: 1,
      gaps: 1,
    });
    expect(recovery).to.include({ phase: 'recovery', closedByServer: 0 });
  });

  it('show each cohort what the run was like for it', () => {
    const { personas } = facts('bad');
    const enterprise = personas.find(({ cohort }) => cohort === 'enterprise');
    expect(enterprise).to.include({ users: 3, refused: 4, unnoticed: 1 });
    expect(enterprise?.neverAdmitted).to.deep.equal(['enterprise-3.1']);
    expect(personas.find(({ cohort }) => cohort === 'power')).to.include({
      zombies: 4,
      zombiesKept: 4,
    });
    expect(personas.find(({ cohort }) => cohort === 'signup')).to.include({ killed: 1 });
  });

  it('name the checks that nothing put to the test', () => {
    expect(untested(facts('good').coverage)).to.include('events-delivered');
    expect(untested(facts('bad').coverage)).not.to.include('events-delivered');
  });

  it('take quantiles that were measured', () => {
    expect(quantile([5, 1, 9], 50)).to.equal(5);
    expect(quantile([5, 1, 9], 95)).to.equal(9);
    expect(quantile([], 50)).to.equal(null);
  });
});
