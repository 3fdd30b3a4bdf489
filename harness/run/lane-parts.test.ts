import { expect } from 'chai';
import type { LaneControl } from '../contracts/fault.ts';
import type { Plan } from '../contracts/plan.ts';
import { testFault, testPlan } from '../testing/history-builder.ts';
import { faultsByName, inertFault } from '../testing/inert-fault.ts';
import { joinParts, laneSpecs } from './lane-parts.ts';

const cut = { type: 'timeout', stream: 'upstream', attributes: { timeout: 0 } } as const;
const slow = { type: 'latency', stream: 'upstream', attributes: { latency: 75 } } as const;
const lanes: Plan['lanes'] = [
  { name: 'default', connections: [] },
  { name: 'slow', connections: ['power-2.1'], network: 'slow' },
  { name: 'f1', connections: ['power-3.1'] },
  { name: 'f1-slow', connections: ['power-1.1'], network: 'slow', partOf: 'f1' },
  { name: 'f2', connections: ['power-4.1'] },
];
const networks = [{ name: 'slow', toxics: [slow] }];
const plan: Plan = {
  ...testPlan,
  load: { ...testPlan.load, networks },
  faults: [{ ...testFault('f1', []), inject: 'cut', lane: 'f1' }],
  lanes,
};

/** Remembers what was done to which lane. */
function recorder(fired: Readonly<Record<string, readonly string[]>> = {}) {
  const done: string[] = [];
  const note = (what: string) => (lane: string) => {
    done.push(`${what} ${lane}`);
    return Promise.resolve();
  };
  const control: LaneControl = {
    firedToxics: (lane) => Promise.resolve(fired[lane] ?? []),
    fire: note('fire'),
    disarm: note('disarm'),
    remove: note('remove'),
  };
  return { control, done };
}

describe('parts of a lane', () => {
  it('have the toxics of the fault, and those of their network stand there', () => {
    const specs = laneSpecs(plan, faultsByName(inertFault('cut', { toxics: () => [cut] })));
    expect(specs).to.deep.equal([
      { name: 'default', toxics: [] },
      { name: 'slow', toxics: [], standing: [slow] },
      { name: 'f1', toxics: [cut] },
      { name: 'f1-slow', toxics: [cut], standing: [slow] },
      { name: 'f2', toxics: [] },
    ]);
  });

  it('are fired, disarmed and removed as one', async () => {
    const { control, done } = recorder();
    const joined = joinParts(control, lanes);
    await joined.fire('f1');
    await joined.disarm('f1');
    await joined.remove('f2');
    expect(done).to.deep.equal([
      ...['fire f1', 'fire f1-slow', 'disarm f1', 'disarm f1-slow', 'remove f2'],
    ]);
  });

  it('count as fired where every one is', async () => {
    const joined = joinParts(recorder({ f1: ['a', 'b'], 'f1-slow': ['b'] }).control, lanes);
    expect(await joined.firedToxics('f1')).to.deep.equal(['b']);
    expect(await joinParts(recorder({ f1: ['a'] }).control, lanes).firedToxics('f1')).to.be.empty;
  });
});
