import { expect } from 'chai';
import type { EventOf, HistoryEvent } from '../../harness/contracts/history.ts';
import { ApartEvents } from './apart-events.ts';

const sample = (starts: number, usersActive: number, delayMs: number): EventOf<'load.sample'> => ({
  kind: 'load.sample',
  atUs: 1,
  plannedStarts: starts,
  achievedStarts: starts,
  dropped: 0,
  usersActive,
  loopDelayP99Ms: delayMs,
  loopDelayMaxMs: delayMs,
});
const of = (kind: 'client.connecting' | 'client.vanished', connection: string): HistoryEvent => ({
  kind,
  connection,
  atUs: 2,
});

describe('events of users apart', () => {
  it('are one load: all users count, and the delays are those of the first process', () => {
    const events = new ApartEvents(2);
    const [ready] = events.ofFirst([{ kind: 'load.ready', users: 3, atUs: 0 }]);
    expect(ready).to.include({ users: 5 });
    expect(events.ofOther('f1', [sample(2, 2, 9000)])).to.deep.equal([]);
    expect(events.ofFirst([sample(3, 3, 4)])).to.deep.equal([sample(5, 5, 4)]);
  });

  it('tell what becomes of connections, and what the script logs, but not its figures', () => {
    const told: readonly HistoryEvent[] = [
      of('client.connecting', 'power-1.1.0'),
      { kind: 'load.log', level: 'info', text: 'hello', atUs: 3 },
    ];
    const figures: readonly HistoryEvent[] = [
      { kind: 'load.ready', users: 2, atUs: 0 },
      { kind: 'load.threshold', metric: 'm', expression: 'p(95)<1', ok: false, atUs: 3 },
    ];
    expect(new ApartEvents(2).ofOther('f1', [...told, ...figures])).to.deep.equal(told);
  });

  it('name the connections that go with a process, from which nothing more is heard', () => {
    const events = new ApartEvents(2);
    events.ofOther('f1', [
      sample(2, 2, 1),
      of('client.connecting', 'power-1.1.0'),
      of('client.connecting', 'power-1.2.0'),
      { kind: 'client.closed', connection: 'power-1.2.0', code: 1000, by: 'server', atUs: 3 },
    ]);
    expect(events.lost('f1')).to.deep.equal(['power-1.1.0']);
    expect(events.ofOther('f1', [of('client.connecting', 'power-1.2.1')])).to.deep.equal([]);
    expect(events.ofFirst([sample(3, 3, 4)])[0]).to.include({ plannedStarts: 5, usersActive: 3 });
  });

  it('are left as they are where nobody lives apart', () => {
    const all = [sample(3, 3, 4)];
    expect(new ApartEvents(0).ofFirst(all)).to.equal(all);
  });
});
