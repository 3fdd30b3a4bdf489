import { expect } from 'chai';
import type { KernelView } from '../contracts/fault.ts';
import type { EventOf, HistoryEvent } from '../contracts/history.ts';
import { createFakeClock, type FakeClock } from '../testing/fake-clock.ts';
import type { EventLog } from './event-log.ts';
import { observeSockets } from './observe-sockets.ts';

const connection = 'power-1.1.0';
const port = 4001;

type State = 'established' | 'closing' | 'gone';

describe('socket observer', () => {
  let clock: FakeClock;
  let ending: AbortController;
  let events: HistoryEvent[];
  let log: EventLog;
  let observing: Promise<void>;
  /** What the kernel says from now on; `undefined` where it cannot be asked. */
  let state: State | undefined;
  let asked: number;
  let answersAfterMs: number;

  beforeEach(() => {
    clock = createFakeClock();
    ending = new AbortController();
    events = [];
    state = 'established';
    asked = 0;
    answersAfterMs = 0;
    const listeners = new Set<(event: HistoryEvent) => void>();
    log = {
      events,
      record: (event) => {
        events.push(event);
        for (const listener of listeners) listener(event);
      },
      onEvent: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      close: () => Promise.resolve(),
    };
    const kernel: KernelView = {
      serverSockets: async (ports) => {
        asked += 1;
        const seen = state;
        if (answersAfterMs > 0) await clock.delay(answersAfterMs);
        if (seen === undefined) throw new Error('no such file');
        return new Map(ports.map((one) => [one, seen]));
      },
    };
    observing = observeSockets({ clock, log, kernel }, ending.signal);
    const opened = { connection, clientPort: 4000, serverPort: port };
    log.record({ kind: 'tap.open', atUs: clock.nowUs(), ...opened });
  });
  afterEach(async () => {
    ending.abort();
    await clock.advance(1000);
    await observing;
  });

  const gone = (): EventOf<'socket.gone'>[] =>
    events.filter((event) => event.kind === 'socket.gone');
  const suspect = (): void => {
    const [fault, inject, victims] = ['f1', 'stalled-emitter', [connection]] as const;
    log.record({ kind: 'fault.begin', atUs: clock.nowUs(), fault, inject, victims, plannedMs: 0 });
  };

  it('asks about nobody who is well, and no more once a socket is gone', async () => {
    await clock.advance(1000);
    expect(asked).to.equal(0);
    suspect();
    await clock.advance(500);
    expect(asked).to.equal(5);
    state = 'gone';
    await clock.advance(1000);
    expect(asked).to.equal(7);
    expect(gone()).to.have.length(1);
  });

  it('asks twice, and tells the time of the first look that missed it', async () => {
    suspect();
    await clock.advance(450);
    state = 'gone';
    await clock.advance(60);
    expect(gone()).to.deep.equal([]);
    await clock.advance(90);
    expect(gone()).to.deep.equal([
      { kind: 'socket.gone', connection, atUs: 500_000, seenUntilUs: 400_000 },
    ]);
  });

  it('takes a row that one look passed over for no end', async () => {
    suspect();
    await clock.advance(450);
    state = 'gone';
    await clock.advance(60);
    state = 'closing';
    await clock.advance(300);
    expect(gone()).to.deep.equal([]);
    state = 'gone';
    await clock.advance(250);
    expect(gone()).to.deep.equal([
      { kind: 'socket.gone', connection, atUs: 900_000, seenUntilUs: 800_000 },
    ]);
  });

  it('tells how long nobody saw it', async () => {
    suspect();
    await clock.advance(150);
    state = undefined;
    await clock.advance(2000);
    answersAfterMs = 700;
    state = 'gone';
    await clock.advance(2000);
    expect(gone()).to.deep.equal([
      { kind: 'socket.gone', connection, atUs: 2_900_000, seenUntilUs: 100_000 },
    ]);
  });

  it('was held when the tap saw it open, if no look ever found it', async () => {
    const later = { connection: 'power-1.1.1', clientPort: 4002, serverPort: 4003 };
    await clock.advance(250);
    log.record({ kind: 'tap.open', atUs: clock.nowUs(), ...later });
    await clock.advance(250);
    state = 'gone';
    const { connection: whose } = later;
    log.record({
      kind: 'tap.end',
      atUs: clock.nowUs(),
      connection: whose,
      by: 'server',
      how: 'fin',
    });
    await clock.advance(300);
    const [found] = gone();
    expect(found).to.include({ connection: whose, seenUntilUs: 250_000 });
  });

  it('looks once more when the run ends', async () => {
    suspect();
    state = 'gone';
    await clock.advance(110);
    ending.abort();
    await observing;
    expect(gone()).to.have.length(1);
  });
});
