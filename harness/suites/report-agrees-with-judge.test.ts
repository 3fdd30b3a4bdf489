import { expect } from 'chai';
import fc from 'fast-check';
import { checkers } from '../check/index.ts';
import { judge } from '../check/judge.ts';
import type { HistoryEvent } from '../contracts/history.ts';
import type { Plan } from '../contracts/plan.ts';
import { readRunFacts } from '../report/facts/run-facts.ts';
import { sampleRun, type SampleKind } from '../report/testing/sample-run.ts';

interface Counts {
  readonly reclaimed: number;
  readonly late: number;
  readonly never: number;
  readonly unjudged: number;
  readonly kept: number;
  readonly killed: number;
}

/** Of some runs every fault has provoked the Close it is about. */
function planOf(kind: SampleKind, ignoresClose: boolean): Plan {
  const { plan } = sampleRun(kind).history;
  return { ...plan, faults: plan.faults.map((fault) => ({ ...fault, ignoresClose })) };
}

function judged(plan: Plan, events: readonly HistoryEvent[]): Counts {
  const history = { plan, events };
  const { matrix } = judge(history, { checkers, ended: 'completed', environment: {} });
  const { reclaimed, late, never, unjudged } = matrix.zombies;
  return { reclaimed, late, never, unjudged, ...matrix.healthy };
}

function reported(plan: Plan, events: readonly HistoryEvent[]): Counts {
  const { zombies, healthy } = readRunFacts({ plan, events });
  const of = (fate: string): number => zombies.filter((zombie) => zombie.fate === fate).length;
  return {
    reclaimed: of('reclaimed'),
    late: of('late'),
    never: of('never'),
    unjudged: of('unjudged'),
    kept: healthy.kept.length,
    killed: healthy.killed.length,
  };
}

const kinds = ['good', 'bad', 'unknown'] as const;

describe('the lists of the report and the counts of the judge', () => {
  for (const kind of kinds) {
    it(`agree on a ${kind} run`, () => {
      const { plan, events } = sampleRun(kind).history;
      expect(reported(plan, events)).to.deep.equal(judged(plan, events));
    });
  }

  it('agree on whatever is left of a run when events are missing', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.boolean(),
        fc.array(fc.nat({ max: 1000 }), { maxLength: 60 }),
        (kind, ignoresClose, holes) => {
          const plan = planOf(kind, ignoresClose);
          const { events } = sampleRun(kind).history;
          const missing = new Set(holes.map((hole) => hole % events.length));
          const left = events.filter((_, index) => !missing.has(index));
          expect(reported(plan, left)).to.deep.equal(judged(plan, left));
        },
      ),
      { numRuns: 60, seed: 7 },
    );
  });

  it('agree on connections in which victims came back', () => {
    const someone = fc.constantFrom(
      'power-1.1.0',
      'power-2.2.0',
      'returning-5.1.0',
      'signup-2.1.0',
    );
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.uniqueArray(someone), (kind, victims) => {
        const { plan, events } = sampleRun(kind).history;
        const more = events.flatMap((event): HistoryEvent[] => {
          if (event.kind !== 'fault.heal') return [event];
          const { fault, atUs } = event;
          return [{ kind: 'fault.joined', atUs, fault, victims }, event];
        });
        expect(reported(plan, more)).to.deep.equal(judged(plan, more));
      }),
      { numRuns: 40, seed: 7 },
    );
  });

  it('agree on an eviction while nobody looks whether a zombie is still held', () => {
    const { plan, events } = sampleRun('bad').history;
    const startUs = events.find((event) => event.kind === 'run.start')?.atUs ?? 0;
    const [dead, alive] = ['power-1.1.0', 'signup-2.1.0'];
    const proven = events.flatMap((event) => (event.kind === 'fault.proof' ? event.victims : []));
    const killedAt = (ms: number): number => {
      const atUs = startUs + ms * 1000;
      // Everybody who was proven dead went in one long gap.
      const gone = proven.map((connection): HistoryEvent => {
        const seenUntilUs = startUs + 7_000_000;
        return { kind: 'slot.free', connection, atUs: startUs + 9_000_000, seenUntilUs };
      });
      const by = { by: 'server', code: 4001 } as const;
      const evicted: HistoryEvent = { kind: 'tap.close-frame', connection: alive, atUs, ...by };
      const all = [...events, ...gone, evicted].sort((one, other) => one.atUs - other.atUs);
      expect(proven).to.include(dead);
      const said = reported(plan, all);
      expect(said).to.deep.equal(judged(plan, all));
      return said.killed;
    };
    expect(killedAt(6999) - killedAt(7001)).to.equal(1);
  });

  it('agree on endings put anywhere', () => {
    const connections = ['power-1.1.0', 'power-2.2.0', 'returning-5.1.0', 'signup-2.1.0'];
    const by = fc.constantFrom('client' as const, 'server' as const);
    const code = fc.constantFrom(1000, 1001, 4001);
    const how = fc.constantFrom('fin' as const, 'rst' as const);
    const end = fc.oneof(
      fc.record({ kind: fc.constant('tap.end' as const), by, how }),
      fc.record({ kind: fc.constant('tap.close-frame' as const), by, code }),
      fc.record({ kind: fc.constant('client.closed' as const), by, code }),
      fc.record({
        kind: fc.constantFrom('slot.free' as const, 'socket.gone' as const),
        blindMs: fc.integer({ min: 0, max: 6000 }),
      }),
    );
    const connection = fc.constantFrom(...connections);
    const anyPlan = fc
      .record({ kind: fc.constantFrom(...kinds), ignoresClose: fc.boolean() })
      .map(({ kind, ignoresClose }) => ({ kind, plan: planOf(kind, ignoresClose) }));
    const ending = fc.record({ end, connection, ms: fc.integer({ min: 100, max: 18_200 }) });
    fc.assert(
      fc.property(anyPlan, fc.array(ending, { maxLength: 12 }), ({ kind, plan }, ends) => {
        const { events } = sampleRun(kind).history;
        const startUs = events.find((event) => event.kind === 'run.start')?.atUs ?? 0;
        const more = ends.map(({ ms, end: what, connection: whose }, index): HistoryEvent => {
          // Never at the same microsecond as another event: whose turn it is then is the judge's own.
          const atUs = startUs + ms * 1000 + 400 + index;
          if (!('blindMs' in what)) return { ...what, connection: whose, atUs };
          const seenUntilUs = atUs - what.blindMs * 1000;
          return { kind: what.kind, connection: whose, atUs, seenUntilUs };
        });
        const all = [...events, ...more].sort((one, other) => one.atUs - other.atUs);
        expect(reported(plan, all)).to.deep.equal(judged(plan, all));
      }),
      { numRuns: 100, seed: 7 },
    );
  });
});
