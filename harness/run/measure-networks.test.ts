import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { LiveConnection } from '../contracts/fault.ts';
import type { HistoryEvent } from '../contracts/history.ts';
import type { Plan } from '../contracts/plan.ts';
import type { TapInjector } from '../contracts/tap-rules.ts';
import { systemClock } from '../process/system-clock.ts';
import { testPlan } from '../testing/history-builder.ts';
import { openEventLog } from './event-log.ts';
import { measureNetworks } from './measure-networks.ts';

const networks = ['slow', 'wifi'].map((name) => ({ name, toxics: [] }));
const plan: Plan = {
  ...testPlan,
  phases: [{ name: 'baseline', beginMs: 0, endMs: 20 }],
  load: { ...testPlan.load, networks },
  lanes: [
    { name: 'slow', connections: ['power-1.1', 'power-2.1'], network: 'slow' },
    { name: 'wifi', connections: ['power-4.1'], network: 'wifi' },
    { name: 'f1-slow', connections: ['power-3.1'], network: 'slow', partOf: 'f1' },
  ],
};
const open = ['power-1.1', 'power-3.1', 'power-4.1'];
const live = (keys: readonly string[]): readonly LiveConnection[] =>
  open
    .filter((key) => keys.includes(key))
    .map((key) => ({ connection: `${key}.0`, key, serverPort: 1 }));
/** Answers for `power-1` slowly, for `power-4` quickly, and for `power-3` not at all. */
const roundTrips: TapInjector['roundTrips'] = (ids) =>
  Promise.resolve(
    ids.map((connection) => {
      if (connection.startsWith('power-3')) return { connection };
      return { connection, ms: connection.startsWith('power-1') ? 171.26 : 4 };
    }),
  );

describe('measure networks', () => {
  let folder = '';
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'ws-chaos-networks-'))));
  afterEach(() => rm(folder, { recursive: true }));

  async function recorded(of: Plan, answer: TapInjector['roundTrips']): Promise<HistoryEvent[]> {
    const file = join(folder, 'history.ndjson');
    const log = await openEventLog(file);
    const tap = { injector: { roundTrips: answer } as unknown as TapInjector };
    const signal = new AbortController().signal;
    await measureNetworks({ clock: systemClock, log, plan: of, tap, live }, signal);
    await log.close();
    const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as HistoryEvent);
  }

  it('asks those who are open, on the lanes of faults too, and notes who answers', async () => {
    const events = await recorded(plan, roundTrips);
    const told = events.map(({ atUs, ...event }) => {
      expect(atUs).to.be.a('number');
      return event;
    });
    expect(told).to.have.deep.members([
      { kind: 'network.measured', network: 'slow', asked: 2, roundTripsMs: [171.3] },
      { kind: 'network.measured', network: 'wifi', asked: 1, roundTripsMs: [4] },
    ]);
  });

  it('says nothing where there are no networks, or the tap cannot be asked', async () => {
    expect(await recorded(testPlan, roundTrips)).to.deep.equal([]);
    const gone: TapInjector['roundTrips'] = () => Promise.reject(new Error('the tap is gone'));
    expect(await recorded(plan, gone)).to.deep.equal([]);
  });
});
