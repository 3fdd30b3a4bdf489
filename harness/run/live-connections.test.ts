import { expect } from 'chai';
import { LiveConnections } from './live-connections.ts';

function opened(live: LiveConnections, connection: string, serverPort: number): void {
  live.note({ kind: 'tap.open', atUs: 1, connection, clientPort: 1, serverPort });
}

describe('live connections', () => {
  it('holds what the tap saw open, until either side ends it', () => {
    const live = new LiveConnections();
    opened(live, 'power-1.1.0', 11);
    opened(live, 'power-1.2.0', 12);
    live.note({ kind: 'tap.end', atUs: 2, connection: 'power-1.1.0', by: 'server', how: 'fin' });
    expect(live.ofKeys(['power-1.1', 'power-1.2'])).to.deep.equal([
      { connection: 'power-1.2.0', key: 'power-1.2', serverPort: 12 },
    ]);
    expect(live.count).to.equal(1);
  });

  it('finds the newer incarnation under the same key', () => {
    const live = new LiveConnections();
    opened(live, 'power-1.1.0', 11);
    live.note({ kind: 'tap.end', atUs: 2, connection: 'power-1.1.0', by: 'client', how: 'rst' });
    opened(live, 'power-1.1.1', 13);
    expect(live.ofKeys(['power-1.1']).map(({ connection }) => connection)).to.deep.equal([
      'power-1.1.1',
    ]);
  });

  it('finds both of a client that is back before its old connection has ended', () => {
    const live = new LiveConnections();
    opened(live, 'power-1.1.0', 11);
    opened(live, 'power-1.2.0', 12);
    opened(live, 'power-1.1.1', 13);
    const ports = (): readonly number[] =>
      live.ofKeys(['power-1.1', 'power-1.1', 'nobody-1.1']).map(({ serverPort }) => serverPort);
    expect(ports()).to.deep.equal([11, 13]);
    live.note({ kind: 'tap.end', atUs: 2, connection: 'power-1.1.0', by: 'client', how: 'rst' });
    live.note({ kind: 'tap.end', atUs: 3, connection: 'power-1.1.0', by: 'server', how: 'rst' });
    expect(ports()).to.deep.equal([13]);
  });

  it('separates bystanders from the keys of victims', () => {
    const live = new LiveConnections();
    opened(live, 'power-1.1.0', 11);
    opened(live, 'signup-1.1.0', 12);
    const bystanders = live.outside(new Set(['power-1.1']));
    expect(bystanders.map(({ key }) => key)).to.deep.equal(['signup-1.1']);
  });

  it('counts an ending once, however many ledgers tell of it', () => {
    const live = new LiveConnections();
    opened(live, 'power-1.1.0', 11);
    const before = live.changes;
    live.note({ kind: 'tap.end', atUs: 2, connection: 'power-1.1.0', by: 'client', how: 'fin' });
    live.note({ kind: 'tap.end', atUs: 2, connection: 'power-1.1.0', by: 'server', how: 'fin' });
    expect(live.changes - before).to.equal(1);
  });
});
