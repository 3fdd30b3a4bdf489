import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { ActiveFault, Fault, FaultContext, LiveConnection } from '../contracts/fault.ts';
import type { HistoryEvent } from '../contracts/history.ts';
import type { PlannedFault } from '../contracts/plan.ts';
import { createFakeClock, type FakeClock } from '../testing/fake-clock.ts';
import { openEventLog, type EventLog } from './event-log.ts';
import { runFault } from './run-fault.ts';

const victim: LiveConnection = { connection: 'power-1.1.0', key: 'power-1.1', serverPort: 1 };
const planned = {
  id: 'f1',
  inject: 'inert',
  beginMs: 100,
  healMs: 500,
  victims: ['power-1.1', 'power-2.1'],
  settings: {},
} as unknown as PlannedFault;

function inertFault(active: Partial<ActiveFault>, inject?: () => Promise<ActiveFault>): Fault {
  const whole: ActiveFault = {
    victims: [victim],
    prove: () =>
      Promise.resolve({ victims: [victim.connection], unproven: [], witness: 'test', facts: {} }),
    heal: () => Promise.resolve({ how: 'done', clean: true }),
    ...active,
  };
  const fault = {
    name: 'inert',
    makesZombies: true,
    needs: [],
    inject: inject ?? (() => Promise.resolve(whole)),
  };
  return fault as unknown as Fault;
}

describe('a fault of the plan', () => {
  let directory: string;
  let log: EventLog;
  let clock: FakeClock;
  let stop: AbortController;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ws-chaos-fault-'));
    log = await openEventLog(join(directory, 'history.ndjson'));
    clock = createFakeClock();
    stop = new AbortController();
  });
  afterEach(async () => {
    await log.close();
    await rm(directory, { recursive: true });
  });

  function start(fault: Fault): Promise<{ readonly clean: boolean }> {
    const context = {
      clock,
      signal: stop.signal,
      live: (keys: readonly string[]) => (keys.includes(victim.key) ? [victim] : []),
    } as unknown as FaultContext;
    return runFault({ fault, planned, context, log, startUs: 0, judgedAfterMs: 100 });
  }

  const kinds = (): string[] => log.events.map((event: HistoryEvent) => event.kind);

  it('names the connections in which victims came back, where the fault hits those too', async () => {
    const opens = (connection: string): void => {
      const ports = { clientPort: 1, serverPort: 2 };
      log.record({ kind: 'tap.open', atUs: clock.nowUs(), connection, ...ports });
    };
    opens('power-1.1.0');
    const done = start({ ...inertFault({}), hitsReturning: true });
    await clock.advance(100);
    for (const id of ['power-1.1.1', 'power-3.1.0', 'power-1.1.2']) opens(id);
    await clock.advance(400);
    await done;
    const joined = log.events.find((event) => event.kind === 'fault.joined');
    expect(joined).to.deep.include({ fault: 'f1', victims: ['power-1.1.1', 'power-1.1.2'] });
    expect(kinds().indexOf('fault.joined')).to.equal(kinds().indexOf('fault.heal') - 1);
  });

  it('begins, is proven, held, healed, each at its time', async () => {
    const done = start(inertFault({}));
    await clock.advance(99);
    expect(kinds()).to.deep.equal([]);
    await clock.advance(1);
    expect(kinds()).to.deep.equal(['fault.begin', 'fault.unproven', 'fault.proof']);
    await clock.advance(400);
    expect(kinds().slice(3)).to.deep.equal(['fault.heal', 'fault.healed']);
    expect(await done).to.deep.equal({ clean: true });
  });

  it('names the victims that were not connected', async () => {
    const done = start(inertFault({}));
    await clock.advance(500);
    await done;
    const absent = log.events.find(({ kind }) => kind === 'fault.unproven');
    expect(absent).to.deep.include({ victims: ['power-2.1'] });
  });

  it('is held for the whole service level after a proof that came late', async () => {
    const prove = async (): ReturnType<ActiveFault['prove']> => {
      await clock.delay(350);
      return { victims: [victim.connection], unproven: [], witness: 'test', facts: {} };
    };
    const done = start(inertFault({ prove }));
    await clock.advance(749);
    expect(kinds()).to.not.include('fault.heal'); // planned at 500, proven at 450
    await clock.advance(1);
    expect(await done).to.deep.equal({ clean: true });
  });

  describe('that kills one by one', () => {
    /** Somebody is found dead at `atMs`, since 20 ms. */
    const killing = (...atMs: readonly number[]): Fault => {
      const deaths: NonNullable<ActiveFault['deaths']> = async (found, signal) => {
        for (const ms of atMs) {
          const leftMs = ms - clock.nowUs() / 1000;
          await clock.delay(leftMs, signal).catch(() => undefined);
          const sinceUs = clock.nowUs() - 20_000;
          found({ victims: [`power-1.1.${ms}`], sinceUs, witness: 'test', facts: {} });
        }
      };
      return { ...inertFault({ deaths }), makesZombies: false };
    };
    const dead = (): (readonly [number, readonly string[]])[] =>
      log.events.flatMap((event) =>
        event.kind === 'fault.proof' && event.zombies ? [[event.atUs, event.victims]] : [],
      );

    it('is told of each death since when it was', async () => {
      const done = start(killing(250, 300));
      await clock.advance(580);
      await done;
      expect(dead()).to.deep.equal([
        [230_000, ['power-1.1.250']],
        [280_000, ['power-1.1.300']],
      ]);
      expect(log.events.findLast(({ kind }) => kind === 'fault.heal')?.atUs).to.equal(580_000);
    });

    it('is held for the whole service level after the last death, as late as that comes', async () => {
      const done = start(killing(450, 600));
      await clock.advance(879);
      expect(kinds()).to.not.include('fault.heal'); // planned at 500; dead since 580
      await clock.advance(1);
      expect(await done).to.deep.equal({ clean: true });
    });

    it('is healed at its time where nobody died, or a part did that would have told', async () => {
      const deaths = (): Promise<never> => Promise.reject(new Error('the tap is gone'));
      const blind = { ...inertFault({ deaths }), makesZombies: false };
      const done = [start(killing()), start(blind)];
      await clock.advance(500);
      expect(await Promise.all(done)).to.deep.equal([{ clean: true }, { clean: true }]);
      expect(dead()).to.deep.equal([]);
    });
  });

  it('is healed at once when the run is cut short', async () => {
    const done = start(inertFault({}));
    await clock.advance(150);
    stop.abort(new Error('interrupted'));
    await done;
    expect(kinds().at(-1)).to.equal('fault.healed');
    expect(clock.nowUs()).to.equal(150_000);
  });

  it('never begins in a run that ended before its time', async () => {
    const done = start(inertFault({}));
    stop.abort(new Error('interrupted'));
    expect(await done).to.deep.equal({ clean: true });
    expect(kinds()).to.deep.equal([]);
  });

  it('is unproven where it cannot be injected', async () => {
    const done = start(inertFault({}, () => Promise.reject(new Error('no such toxic'))));
    await clock.advance(500);
    await done;
    const last = log.events.at(-1);
    expect(last).to.deep.include({ kind: 'fault.unproven', reason: 'not injected: no such toxic' });
  });

  it('is unproven where the witness fails, and healed all the same', async () => {
    const done = start(inertFault({ prove: () => Promise.reject(new Error('blind')) }));
    await clock.advance(500);
    await done;
    expect(kinds().slice(2)).to.deep.equal(['fault.unproven', 'fault.heal', 'fault.healed']);
  });

  it('is gone with a server that has ended, where it was in its memory', async () => {
    const exit = { part: 'target', expected: false, code: 1, signal: null } as const;
    const heal = (): Promise<never> => Promise.reject(new Error('fetch failed'));
    const inServer = { ...inertFault({ heal }), needs: ['fault-points'] } as unknown as Fault;
    const alive = start(inServer);
    await clock.advance(600);
    expect(await alive).to.deep.equal({ clean: false });
    log.record({ kind: 'part.exited', atUs: clock.nowUs(), ...exit });
    const [dead, elsewhere] = [start(inServer), start(inertFault({ heal }))];
    await clock.advance(1000);
    expect([await dead, await elsewhere]).to.deep.equal([{ clean: true }, { clean: false }]);
  });

  it('is not clean where healing fails or hangs', async () => {
    const failing = start(inertFault({ heal: () => Promise.reject(new Error('stuck')) }));
    const hanging = start(inertFault({ heal: () => new Promise(() => undefined) }));
    await clock.advance(40_000);
    expect([await failing, await hanging]).to.deep.equal([{ clean: false }, { clean: false }]);
  });
});
