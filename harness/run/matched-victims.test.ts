import { expect } from 'chai';
import type { TapControl } from '../contracts/fault.ts';
import { cohorts } from '../contracts/scenario.ts';
import { testFault, testPlan } from '../testing/history-builder.ts';
import { MatchedVictims } from './matched-victims.ts';

const matched = (id: string, count: number) => ({
  ...testFault(id, []),
  match: { path: '/chat', cohorts, count, seed: 1 },
});

/** Everybody has asked for `/chat`. */
function tapWith(open: readonly string[]): {
  tap: Pick<TapControl, 'injector'>;
  watched: string[];
} {
  const watched: string[] = [];
  const injector = {
    watchRequests: (name: string, pattern: object) => {
      watched.push(`${name} ${JSON.stringify(pattern)}`);
      return Promise.resolve();
    },
    matching: () => Promise.resolve(open),
  };
  return { tap: { injector } as unknown as Pick<TapControl, 'injector'>, watched };
}

describe('victims that only their requests tell', () => {
  const open = ['power-1.1.0', 'power-2.1.0', 'power-3.1.0', 'power-4.1.0'];

  it('are watched for before the load starts, one name a fault', async () => {
    const { tap, watched } = tapWith(open);
    const faults = [testFault('f1', ['power-1.1']), matched('f2', 1)];
    await MatchedVictims.watch({ ...testPlan, faults }, tap);
    expect(watched).to.deep.equal(['f2 {"path":"/chat"}']);
  });

  it('differ between faults of one moment, and from those the plan names', async () => {
    const { tap } = tapWith(open);
    const faults = [testFault('f1', ['power-1.1']), matched('f2', 1), matched('f3', 3)];
    const victims = await MatchedVictims.watch({ ...testPlan, faults }, tap);
    const [, second, third] = await Promise.all(faults.map((fault) => victims.known(fault)));
    expect(second?.victims).to.have.length(1);
    expect([...second!.victims, ...third!.victims].toSorted()).to.deep.equal([
      'power-2.1',
      'power-3.1',
      'power-4.1',
    ]);
    expect([...victims.near(faults[0]!)].toSorted()).to.deep.equal([
      'power-1.1',
      'power-2.1',
      'power-3.1',
      'power-4.1',
    ]);
  });
});
