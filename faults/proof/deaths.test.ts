import { expect } from 'chai';
import { keyOf } from '../../harness/contracts/connection-id.ts';
import type { ActiveFault, FaultContext, FaultDeath } from '../../harness/contracts/fault.ts';
import { systemClock } from '../../harness/process/system-clock.ts';
import { lookUntil } from '../../harness/process/time-limit.ts';
import { untilHeard } from '../fault.contract.ts';
import { idleCut } from '../idle-cut.ts';
import { withoutRules } from '../testing/leave-out.ts';
import { requireToxiproxy } from '../testing/require-toxiproxy.ts';
import { openRig, type Rig, type Scene } from '../testing/rig.ts';

const idleMs = 700;

/** The tap says of everybody that he is forgotten. */
function withLyingCounters(context: FaultContext): FaultContext {
  const { tap } = context;
  const counters: typeof tap.counters = async (ids) =>
    (await tap.counters(ids)).map((one) => ({ ...one, acted: { 'f1-idle-cut/cut': 1 } }));
  return { ...context, tap: { ...tap, counters } };
}

/** The server has ended every connection, and the tap has not heard of it. */
function withClosedSockets(context: FaultContext): FaultContext {
  const serverSockets = (ports: readonly number[]): Promise<Map<number, 'closing'>> =>
    Promise.resolve(new Map(ports.map((port) => [port, 'closing'])));
  return { ...context, kernel: { serverSockets } };
}

/** As a run does, which folds the events of the tap as they come. */
function knowingThoseThatCome(context: FaultContext): FaultContext {
  const live: typeof context.live = (keys) =>
    context.events().flatMap((event) => {
      if (event.kind !== 'tap.open' || !keys.includes(keyOf(event.connection))) return [];
      const { connection, serverPort } = event;
      return { connection, key: keyOf(connection), serverPort };
    });
  return { ...context, live };
}

describe('deaths while an idle cut is on', () => {
  let rig: Rig;
  let scene: Scene;
  let active: ActiveFault;
  let deaths: FaultDeath[];
  let over: AbortController;
  let watching: Promise<void> | undefined;

  before(async function () {
    rig = await openRig(requireToxiproxy(this));
  });
  beforeEach(() => {
    deaths = [];
    over = new AbortController();
  });
  afterEach(async () => {
    over.abort();
    await watching;
    await active.heal();
    await scene.close();
  });
  after(() => rig.close());

  const dead = (): string[] => deaths.flatMap(({ victims }) => victims).toSorted();

  async function inject(
    change: (context: FaultContext) => FaultContext = (context) => context,
    killsUntilMs = 60_000,
  ): Promise<void> {
    scene = await rig.scene(idleCut, { settings: { idle: `${idleMs}ms`, how: 'silence' } });
    const planned = { ...scene.planned, killsUntilMs };
    if (killsUntilMs < 0) Reflect.deleteProperty(planned, 'killsUntilMs');
    active = await idleCut.inject(planned, change(scene.context));
    watching = active.deaths?.((death) => deaths.push(death), over.signal);
  }

  /** Nobody hears anything of a server that stands still, for longer than a connection may say nothing. */
  async function standStill(meanwhile: () => Promise<unknown>): Promise<void> {
    process.kill(rig.server.pid, 'SIGSTOP');
    try {
      await meanwhile();
    } finally {
      process.kill(rig.server.pid, 'SIGCONT');
    }
  }
  const untilDead = (count: number): Promise<true | undefined> =>
    lookUntil(systemClock, { withinMs: 10_000, everyMs: 10 }, () =>
      Promise.resolve(dead().length >= count ? true : undefined),
    );
  /** Longer than it takes to forget somebody and to find out. */
  const wait = (): Promise<void> => systemClock.delay(idleMs + 1000);

  it('are told once each, from the ping on that was lost, and of nobody who is no victim', async () => {
    await inject();
    const ids = scene.planned.victims.map((key) => `${key}.0`);
    const beganUs = systemClock.nowUs();
    await standStill(() => untilDead(3));
    expect(dead()).to.deep.equal(ids);
    for (const { sinceUs, witness, facts } of deaths) {
      expect(sinceUs).to.be.within(beganUs, systemClock.nowUs());
      expect(witness).to.equal('pings of the tap, and the kernel');
      expect(facts).to.have.deep.property('serverSockets', { established: facts['pingsLost'] });
    }
    await wait();
    expect(dead()).to.deep.equal(ids);
    await active.heal();
    for (const id of [...ids, ...scene.bystanderIds]) await untilHeard(scene, id);
  });

  it('are told of those in which victims came back', async () => {
    await inject(knowingThoseThatCome);
    const [key = ''] = scene.planned.victims;
    await scene.clients.connect(scene.lanes.urls['victims'] ?? '', [`${key}.1`]);
    await standStill(() => untilDead(4));
    expect(dead()).to.include.members([`${key}.0`, `${key}.1`]);
  });

  it('are none where the server keeps its connections awake', async () => {
    await inject();
    await wait();
    expect(dead()).to.deep.equal([]);
  });

  it('are none any more once the server must be given its time', async () => {
    await inject(undefined, 100);
    await standStill(wait);
    for (const key of scene.planned.victims) await untilHeard(scene, `${key}.0`);
    expect(dead()).to.deep.equal([]);
  });

  it('are none where nothing was injected', async () => {
    await inject(withoutRules);
    await standStill(wait);
    expect(dead()).to.deep.equal([]);
  });

  it('are none by the word of the tap alone, while clients answer', async () => {
    await inject(withLyingCounters);
    await wait();
    expect(dead()).to.deep.equal([]);
  });

  it('are none where the server has let go before', async () => {
    await inject(withClosedSockets);
    await standStill(wait);
    expect(dead()).to.deep.equal([]);
  });

  it('are not watched for in plans that do not say until when', async () => {
    await inject(undefined, -1);
    expect(active).not.to.have.property('deaths');
  });
});
