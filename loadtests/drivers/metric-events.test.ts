import { expect } from 'chai';
import { laneRouter } from './lane-routing.ts';
import { toHistoryEvent } from './metric-events.ts';
import { scriptUsers } from './users-file.ts';

const sample = (metric: string, tags: Record<string, string>, value = 1): object | undefined =>
  toHistoryEvent({ metric, value, tags, atUs: 5 });

describe('metrics as history events', () => {
  it('maps gaps, fills and reports', () => {
    const tags = { connection: 'power-2.1.0', from: '3', to: '4' };
    const range = { connection: 'power-2.1.0', fromSeq: 3, toSeq: 4, atUs: 5 };
    expect(sample('chaos_gap', tags)).to.deep.equal({ kind: 'client.gap', ...range });
    expect(sample('chaos_gap_filled', tags)).to.deep.equal({ kind: 'client.gap-filled', ...range });
    expect(sample('chaos_gap_reported', tags)).to.deep.equal({
      kind: 'client.gap-reported',
      ...range,
    });
  });

  it('maps totals', () => {
    expect(
      sample('chaos_received', { connection: 'a-1.1.0', lastSeq: '9', repeated: '2' }, 10),
    ).to.deep.equal({
      kind: 'client.received',
      connection: 'a-1.1.0',
      count: 10,
      lastSeq: 9,
      repeated: 2,
      atUs: 5,
    });
  });

  it('maps answers, and what was not asked for', () => {
    const connection = 'a-1.1.0';
    const tags = { connection, slowestMs: '120', waiting: '1', waitedMs: '30.5' };
    expect(sample('chaos_answers', tags, 9)).to.deep.equal({
      kind: 'client.answers',
      ...{ connection, answered: 9, slowestMs: 120, waiting: 1, waitedMs: 30.5, atUs: 5 },
    });
    expect(sample('chaos_foreign', { connection, what: 'an echo' })).to.deep.equal({
      kind: 'client.foreign',
      ...{ connection, what: 'an echo', atUs: 5 },
    });
  });

  it('leaves out other metrics and samples that say too little', () => {
    expect(sample('ws_sessions', { connection: 'a-1.1.0' })).to.equal(undefined);
    expect(sample('chaos_gap', { from: '1', to: '2' })).to.equal(undefined);
    expect(sample('chaos_gap', { connection: 'a-1.1.0', from: 'x', to: '2' })).to.equal(undefined);
    expect(sample('chaos_received', { connection: 'a-1.1.0' })).to.equal(undefined);
    expect(sample('chaos_answers', { connection: 'a-1.1.0' })).to.equal(undefined);
  });
});

describe('lanes of connections', () => {
  const laneUrls = {
    default: 'ws://127.0.0.1:1000/chat',
    f1: 'ws://127.0.0.1:1001/chat',
    power: 'ws://127.0.0.1:1002/chat',
  };
  const router = laneRouter({ lanes: [{ name: 'f1', connections: ['power-1.2'] }] }, laneUrls);

  it('sends a key through its lane first and through its cohort afterwards', () => {
    expect(router.urlFor('power-1.2', 0)).to.equal(laneUrls.f1);
    expect(router.urlFor('power-1.2', 1)).to.equal(laneUrls.power);
    expect(router.urlFor('power-1.1', 0)).to.equal(laneUrls.default);
    expect(router.urlFor('signup-1.1', 3)).to.equal(laneUrls.default);
  });

  it('keeps a user on the network of its lanes, back again and with more connections too', () => {
    const urls = { ...laneUrls, slow: 'ws://slow/', 'f1-slow': 'ws://f1-slow/' };
    const lanes = [
      { name: 'slow', connections: [], network: 'slow' },
      { name: 'f1-slow', connections: ['power-1.1'], network: 'slow', partOf: 'f1' },
      { name: 'power', connections: ['power-2.1'] },
    ];
    const byNetwork = laneRouter({ lanes }, urls);
    expect(byNetwork.urlFor('power-1.1', 0)).to.equal(urls['f1-slow']);
    expect(byNetwork.urlFor('power-1.1', 1)).to.equal(urls.slow);
    expect(byNetwork.urlFor('power-1.2', 0)).to.equal(urls.slow);
    expect(byNetwork.urlFor('power-2.1', 1)).to.equal(urls.power);
  });

  it('reroutes only URLs of the default lane, path and query kept', () => {
    expect(router.route('ws://127.0.0.1:1000/other?x=1', 'power-1.2', 0)).to.equal(
      'ws://127.0.0.1:1001/other?x=1',
    );
    expect(router.route('ws://10.0.0.1/other', 'power-1.2', 0)).to.equal('ws://10.0.0.1/other');
  });

  it('reroutes the real address of the server too, which a script written for k6 knows', () => {
    const lanes = [{ name: 'f1', connections: ['power-1.2'] }];
    const plain = laneRouter({ lanes }, laneUrls, 'ws://localhost:3000/chat');
    const lane = 'ws://127.0.0.1:1001/chat?room=7';
    expect(plain.route('ws://localhost:3000/chat?room=7', 'power-1.2', 0)).to.equal(lane);
    expect(plain.route('ws://127.0.0.1:3000/chat?room=7', 'power-1.2', 0)).to.equal(lane);
    for (const other of [
      'ws://127.0.0.1:3001/chat',
      'ws://10.0.0.1:3000/chat',
      'wss://localhost:3000/',
    ])
      expect(plain.route(other, 'power-1.2', 0)).to.equal(other);
    const secure = laneRouter({ lanes }, laneUrls, 'wss://chat.test/chat');
    expect(secure.route('wss://chat.test/chat?room=7', 'power-1.2', 0)).to.equal(lane);
  });

  it('gives scripts the URL of each connection', () => {
    const user = { id: 'power-1', cohort: 'power', connections: 2, startAfterMs: 5 } as const;
    const load = {
      activity: 'idle',
      env: {},
      users: [{ ...user, arrival: false, seed: 3 }],
    } as const;
    const [first] = scriptUsers({ load }, router);
    expect(first).to.deep.include({ id: 'power-1', activity: 'idle', seed: 3, startAfterMs: 5 });
    expect(first).not.to.have.any.keys('network', 'hiddenTab');
    expect(first?.connections).to.deep.equal([
      { key: 'power-1.1', url: laneUrls.default, reconnectUrl: laneUrls.power },
      { key: 'power-1.2', url: laneUrls.f1, reconnectUrl: laneUrls.power },
    ]);
  });

  it('tells scripts the network of a user, and what it does to a browser', () => {
    const hiddenTab = { timersEveryMs: 60_000, afterMs: 300_000 };
    const user = { id: 'power-1', cohort: 'power', connections: 1, startAfterMs: 5 } as const;
    const load = {
      activity: 'idle',
      env: {},
      users: [{ ...user, arrival: false, seed: 3, network: 'hidden-tab' }],
      networks: [{ name: 'hidden-tab', toxics: [], hiddenTab }],
    } as const;
    expect(scriptUsers({ load }, router)[0]).to.deep.include({ network: 'hidden-tab', hiddenTab });
  });
});
