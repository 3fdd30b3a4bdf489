import { expect } from 'chai';
import type { EventOf, HistoryEvent } from '../contracts/history.ts';
import type { Census, TargetControl } from '../contracts/target.ts';
import { createFakeClock, type FakeClock } from '../testing/fake-clock.ts';
import type { EventLog } from './event-log.ts';
import { LiveConnections } from './live-connections.ts';
import { CensusObserver } from './observe-census.ts';

describe('census observer', () => {
  let clock: FakeClock;
  let ending: AbortController;
  let events: HistoryEvent[];
  let log: EventLog;
  /** Whom the server lists. */
  let listed: string[];
  let asked: number;
  let answersAfterMs: number;
  let observing: Promise<void>;

  beforeEach(() => {
    clock = createFakeClock();
    ending = new AbortController();
    events = [];
    listed = ['power-1.1.0', 'power-2.1.0'];
    asked = 0;
    answersAfterMs = 0;
    const listeners = new Set<(event: HistoryEvent) => void>();
    const live = new LiveConnections();
    log = {
      events,
      record: (event) => {
        events.push(event);
        live.note(event);
        for (const listener of listeners) listener(event);
      },
      onEvent: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      close: () => Promise.resolve(),
    };
    const census = async (): Promise<Census> => {
      asked += 1;
      if (answersAfterMs > 0) await clock.delay(answersAfterMs);
      const connections = listed.map((connection) => {
        return { connection, user: 'power', state: 'live', lastSeq: 0 };
      });
      return { claimed: listed.length, limit: 20, reclaimable: 0, connections };
    };
    const control: TargetControl = { url: 'ws://127.0.0.1:1/', census };
    observing = new CensusObserver({ clock, log, live, control }).observe(ending.signal);
  });
  afterEach(async () => {
    ending.abort();
    await clock.advance(100);
    await observing;
  });

  const askedDuring = async (ms: number): Promise<number> => {
    const before = asked;
    await clock.advance(ms);
    return asked - before;
  };
  const samples = (): EventOf<'census'>[] => events.filter((event) => event.kind === 'census');
  const stir = (kind: 'fault.heal' | 'note'): void => {
    const atUs = clock.nowUs();
    log.record(kind === 'note' ? { kind, atUs, text: '' } : { kind, atUs, fault: 'f1' });
  };

  it('asks every 50 ms for ten seconds after a stir, then once a second', async () => {
    expect(await askedDuring(10_000)).to.be.within(140, 145); // an answer settles for 20 ms
    expect(await askedDuring(60_000)).to.be.within(58, 62);
    stir('note');
    expect(await askedDuring(60_000)).to.be.within(58, 62);
    stir('fault.heal');
    expect(await askedDuring(100)).to.be.within(1, 3);
    expect(await askedDuring(9000)).to.be.above(120);
  });

  it('takes a fifth of the time at most where the census of many takes long', async () => {
    answersAfterMs = 40;
    await clock.advance(1000);
    stir('fault.heal');
    expect(await askedDuring(4400)).to.be.within(18, 22);
  });

  it('does not look away for long after one answer that came late', async () => {
    await askedDuring(1000);
    answersAfterMs = 700;
    await askedDuring(750);
    answersAfterMs = 0;
    await askedDuring(100);
    expect(await askedDuring(1000)).to.be.above(10);
  });

  it('is woken from a long rest by a connection that ends, and notes the freed slot at once', async () => {
    await clock.advance(20_350);
    const connection = 'power-2.1.0';
    const endedUs = clock.nowUs();
    listed = ['power-1.1.0'];
    log.record({ kind: 'tap.end', atUs: endedUs, connection, by: 'server', how: 'fin' });
    await clock.advance(200);
    const freed = events.filter((event) => event.kind === 'slot.free');
    expect(freed.map((event) => event.connection)).to.deep.equal([connection]);
    expect((freed[0]?.atUs ?? Infinity) - endedUs).to.be.at.most(50_000);
  });

  it('notes the freed slot of one who came and went while nobody looked, and of nobody else', async () => {
    await clock.advance(20_350);
    answersAfterMs = 500; // whom this one lists was there before
    await clock.advance(1000);
    const connection = 'power-3.1.0';
    const openedUs = clock.nowUs();
    const ports = { clientPort: 1, serverPort: 2 };
    log.record({ kind: 'tap.open', atUs: openedUs, connection, ...ports });
    log.record({ kind: 'tap.open', atUs: openedUs, connection: 'power-4.1.0', ...ports });
    log.record({ kind: 'tap.end', atUs: openedUs, connection, by: 'server', how: 'fin' });
    await clock.advance(5000);
    const freed = events.filter((event) => event.kind === 'slot.free');
    expect(freed.map((event) => [event.connection, event.seenUntilUs])).to.deep.equal([
      [connection, openedUs],
    ]);
    expect(freed[0]?.atUs).to.be.above(openedUs);
  });

  it('tells with a freed slot when it was asked for last that still listed it, however long the answer took', async () => {
    await clock.advance(500);
    const slowUs = clock.nowUs();
    answersAfterMs = 3000;
    await clock.advance(6500);
    answersAfterMs = 0;
    listed = ['power-1.1.0'];
    await clock.advance(3000);
    const [freed] = events.filter((event) => event.kind === 'slot.free');
    const { atUs = 0, seenUntilUs = 0 } = freed ?? {};
    expect(seenUntilUs).to.be.within(slowUs, slowUs + 3_200_000);
    expect(atUs - seenUntilUs).to.be.above(3_000_000);
  });

  it('keeps of equal samples the first, the last and one in each second', async () => {
    await clock.advance(5000);
    expect(samples().length).to.be.within(5, 8);
    const before = samples().length;
    listed = ['power-1.1.0'];
    await clock.advance(100);
    const [last, changed] = samples().slice(before);
    expect([last?.open, changed?.open]).to.deep.equal([2, 1]);
    expect((changed?.atUs ?? 0) - (last?.atUs ?? 0)).to.be.at.most(70_000);
  });

  it('keeps fewer than 40,000 samples in eight hours of peace', async () => {
    await clock.advance(60_000);
    expect(samples().length * 480).to.be.below(40_000);
  });
});
