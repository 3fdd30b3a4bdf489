import { expect } from 'chai';
import type { HistoryEvent } from '../../contracts/history.ts';
import { at, type SampleKind } from '../testing/sample-clock.ts';
import { sampleRun } from '../testing/sample-run.ts';
import { maxSteps } from './ladder.ts';
import { thin, valueAt } from './step-series.ts';
import { readRunFacts, type RunFacts } from './run-facts.ts';

function facts(kind: SampleKind, more: readonly HistoryEvent[] = []): RunFacts {
  const { history } = sampleRun(kind);
  const events = [...history.events, ...more].sort((one, other) => one.atUs - other.atUs);
  return readRunFacts({ plan: history.plan, events });
}

const freed = (ms: number): HistoryEvent => ({
  kind: 'slot.free',
  atUs: at(ms),
  connection: 'power-1.1.0',
  seenUntilUs: at(ms - 70),
});

const fates = (run: RunFacts): string[] => run.zombies.map(({ fate }) => fate);

describe('run facts', () => {
  it('count the zombies of a run as its verdict does', () => {
    for (const kind of ['good', 'bad', 'unknown'] as const) {
      const { matrix } = sampleRun(kind).verdict;
      const run = facts(kind);
      const of = (fate: string): number => fates(run).filter((one) => one === fate).length;
      expect([of('reclaimed'), of('late'), of('never')], kind).to.deep.equal([
        matrix.zombies.reclaimed,
        matrix.zombies.late,
        matrix.zombies.never,
      ]);
      expect(run.healthy.kept.length, kind).to.equal(matrix.healthy.kept);
      expect(run.healthy.killed.length, kind).to.equal(matrix.healthy.killed);
    }
  });

  it('give the server no credit for what happens after healing begins', () => {
    const late = freed(13_004);
    expect(fates(facts('bad', [late]))).to.deep.equal(fates(facts('bad')));
  });

  it('take the first sign, and the time from proof', () => {
    const [first] = facts('good', [freed(9000)]).zombies;
    expect(first?.reclaim).to.deep.equal({ closeSeen: 900, slotFree: 912, socketGone: 995 });
  });

  it('show the gap between client and server ledgers that the zombies make', () => {
    const { open } = facts('bad');
    expect(valueAt(open.client, 12_000)).to.be.below(valueAt(open.server, 12_000));
    expect(valueAt(facts('good').open.client, 2000)).to.equal(valueAt(open.server, 2000));
  });

  it('set each cleanup against the zombies that were there', () => {
    const { runs } = facts('good').cleanups;
    expect(runs[0]).to.include({ removed: 0, zombiesPresent: 4 });
    expect(facts('bad').cleanups.runs.every(({ removed }) => removed === 0)).to.equal(true);
  });

  it('say who closed with which code', () => {
    const rows = facts('bad').closes;
    expect(rows.find(({ code }) => code === '1001')?.by).to.deep.equal({
      server: ['signup-3.1.0'],
    });
    expect(rows.find(({ code }) => code === 'vanished')?.by.harness).to.have.length(4);
  });

  it('tell the life of a connection from three ledgers, running totals once', () => {
    const ladder = facts('good').ladders.get('power-1.1.0');
    expect(new Set(ladder?.steps.map(({ ledger }) => ledger))).to.deep.equal(
      new Set(['client', 'tap', 'server', 'fault']),
    );
    const totals = ladder?.steps.filter(({ text }) => text.includes('events so far'));
    expect(totals).to.have.length.at.most(2);
  });

  it('cut a ladder in the middle and say so', () => {
    const flood = Array.from({ length: 500 }, (_, index): HistoryEvent => {
      const connection = 'power-1.1.0';
      const atUs = at(5000 + index);
      return { kind: 'client.gap', atUs, connection, fromSeq: index, toSeq: index };
    });
    const ladder = facts('bad', flood).ladders.get('power-1.1.0');
    expect(ladder?.steps).to.have.length(maxSteps);
    expect(ladder?.left).to.be.greaterThan(400);
  });

  it('thin a long series without losing its extremes', () => {
    const series = Array.from({ length: 10_000 }, (_, ms) => ({ ms, value: ms === 7777 ? 99 : 1 }));
    const kept = thin(series, 200);
    expect(kept.length).to.be.at.most(200);
    expect(kept.some(({ value }) => value === 99)).to.equal(true);
  });
});
