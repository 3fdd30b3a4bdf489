import { expect } from 'chai';
import { fileURLToPath } from 'node:url';
import { startEchoServer } from '../../engine/testing/echo-server.ts';
import { runScript, type ScriptRun } from '../../engine/testing/run-script.ts';
import { startGraphqlServer } from './graphql-server.ts';
import { startPhoenixServer } from './phoenix-server.ts';
import type { ProtocolServer } from './protocol-server.ts';
import { startSignalrServer } from './signalr-server.ts';
import { startSocketIoServer } from './socket-io-server.ts';
import { startStompServer } from './stomp-server.ts';

const file = (path: string): string =>
  JSON.stringify(fileURLToPath(new URL(path, import.meta.url)));

/** Runs an example of `loadtests/scripts/`. */
const example = (name: string, url: string): Promise<ScriptRun> => {
  const script = file(`../../scripts/${name}.ts`);
  return runScript(`export * from ${script}; export { default } from ${script};`, {
    env: { WS_URL: url },
  });
};

/** Runs the body of a default function with one session class at hand. */
const withSession = (
  module: string,
  name: string,
  body: string,
): ((url: string) => Promise<ScriptRun>) => {
  const source = `import { ${name} } from ${file(`../${module}.ts`)};
    const url = __ENV.WS_URL; export default function () { ${body} }`;
  return (url) => runScript(source, { env: { WS_URL: url } });
};

const examples: readonly (readonly [string, () => Promise<ProtocolServer>, checks: number])[] = [
  ['socket-io-chat', startSocketIoServer, 4],
  ['stomp-chat', startStompServer, 2],
  ['signalr-chat', startSignalrServer, 2],
  ['phoenix-chat', startPhoenixServer, 2],
  ['graphql-subscription', startGraphqlServer, 3],
];

describe('client protocols in scripts', () => {
  for (const [name, start, checks] of examples)
    it(`run the example ${name} against a server of that protocol`, async () => {
      await using server = await start();
      const { result, errors, warnings, values, test } = await example(name, server.url);
      expect(errors).to.deep.equal([]);
      expect(warnings).to.deep.equal([]);
      expect(result.exitCode).to.equal(0);
      expect(values('checks')).to.include({ passes: checks, fails: 0 });
      expect(values('message_round_trip')['max']).to.be.at.least(0);
      expect(values('session_ends')['count']).to.equal(1);
      expect(test.context.counts.interrupted).to.equal(0);
    });

  it('run the example json-messages against an echo server', async () => {
    await using server = await startEchoServer();
    const { result, values, samples } = await example('json-messages', `${server.url}/echo`);
    expect(result.exitCode).to.equal(0);
    expect(values('checks')).to.include({ passes: 3, fails: 0 });
    const [end] = samples.filter(({ metric }) => metric.name === 'session_ends');
    expect(end?.tags).to.include({ protocol: 'json', code: '1000', by: 'client' });
  });

  it('tell of a refused upgrade with its status', async () => {
    await using server = await startEchoServer();
    const run = withSession(
      'json',
      'JsonSession',
      `new JsonSession(url).onend = ({ code, by, status }) => console.log(code, by, status);`,
    );
    const { lines, samples } = await run(`${server.url}/deny`);
    expect(lines).to.deep.equal(['1006 server 403']);
    const [end] = samples.filter(({ metric }) => metric.name === 'session_ends');
    expect(end?.tags).to.include({ code: '1006', by: 'server', status: '403' });
  });

  it('count what is never answered, and what nobody asked for', async () => {
    await using server = await startEchoServer();
    const run = withSession(
      'json',
      'JsonSession',
      `const s = new JsonSession(url); s.onconnect = () => { s.ask({ type: 'never' }, () => {}); s.close(4000); };`,
    );
    const { samples } = await run(`${server.url}/silent`);
    const [lost] = samples.filter(({ metric }) => metric.name === 'messages_unanswered');
    expect(lost?.tags).to.include({ protocol: 'json', message: 'never' });
    const repeated = withSession(
      'json',
      'JsonSession',
      `const s = new JsonSession(url);
      s.onconnect = () => s.ask({ type: 'q' }, () => { s.send({ type: 'again', id: '1' }); s.ask({ type: 'last' }, () => s.close()); });`,
    );
    expect((await repeated(`${server.url}/echo`)).values('messages_unmatched')['count']).to.equal(
      1,
    );
  });
});

describe('a Socket.IO session', () => {
  const script = `s.onconnect = () => { console.log('in'); s.close(); };
    s.onrefused = (reason) => { console.log(reason.message); s.close(); };`;

  it('is let into a namespace with the right credentials only', async () => {
    await using server = await startSocketIoServer();
    for (const [token, line] of [
      ['right', 'in'],
      ['wrong', 'not authorized'],
    ] as const) {
      const run = withSession(
        'socket-io',
        'SocketIoSession',
        `const s = new SocketIoSession(url, { namespace: '/admin', auth: { token: '${token}' } }); ${script}`,
      );
      expect((await run(`${server.url}/`)).lines).to.deep.equal([line]);
    }
    expect(server.facts).to.include('client namespace disconnect');
  });

  it('answers pings, and acknowledges what wants it', async () => {
    await using server = await startSocketIoServer({ pingInterval: 30, pingTimeout: 5000 });
    const run = withSession(
      'socket-io',
      'SocketIoSession',
      `const s = new SocketIoSession(url);
      s.on('welcome', (where, ack) => ack('thanks')); s.on('alive', (pongs) => pongs === 2 && s.close()); s.onend = ({ by }) => console.log(by);`,
    );
    expect((await run(server.url)).lines).to.deep.equal(['client']);
    const pongs = server.facts.filter((fact) => fact === 'pong');
    expect(pongs.length).to.be.at.least(2);
    expect(server.facts.filter((fact) => fact !== 'pong')).to.deep.equal([
      ...['thanks', 'client namespace disconnect'],
    ]);
  });
});

describe('a STOMP session', () => {
  it('beats as agreed', async () => {
    await using server = await startStompServer('0,20');
    const run = withSession(
      'stomp',
      'StompSession',
      `const s = new StompSession(url, { heartBeat: '20,0' });
      s.onconnect = () => s.subscribe('/beats', ({ body }) => body === '2' && s.close());`,
    );
    await run(server.url);
    expect(server.heard.filter((each) => each === 'beat').length).to.be.at.least(2);
  });

  it('leaves a broker that is open but dead', async () => {
    await using server = await startStompServer('20,0', { isMute: true });
    const run = withSession(
      'stomp',
      'StompSession',
      `const s = new StompSession(url, { heartBeat: '0,20' }); s.onend = ({ by }) => console.log(by);`,
    );
    const { lines, values } = await run(server.url);
    expect(lines).to.deep.equal(['client']);
    expect(values('sessions_dead')['count']).to.equal(1);
  });

  it('hears why it is turned away', async () => {
    await using server = await startStompServer();
    const run = withSession(
      'stomp',
      'StompSession',
      `const s = new StompSession(url, { connectHeaders: { passcode: 'wrong' } });
      s.onerror = ({ headers }) => console.log(headers.message); s.onend = ({ code, by }) => console.log(code, by);`,
    );
    expect((await run(server.url)).lines).to.deep.equal(['who are you?', '1008 server']);
  });
});

describe('a SignalR session', () => {
  it('pings, and hears errors of methods and of the hub', async () => {
    await using server = await startSignalrServer();
    const run = withSession(
      'signalr',
      'SignalrSession',
      `const s = new SignalrSession(url, { pingEveryMs: 20 }); let pings = 0;
      s.onconnect = () => s.invoke('Fail', [], ({ error }) => { console.log(error); s.on('pinged', () => ++pings === 2 && s.send('Leave')); });
      s.onerror = (reason) => console.log(reason);`,
    );
    expect((await run(server.url)).lines).to.deep.equal(['it failed', 'closing for the night']);
    expect(server.heard.filter((type) => type === 6).length).to.be.at.least(2);
  });
});

describe('a Phoenix session', () => {
  it('beats, and hears why it may not join', async () => {
    await using server = await startPhoenixServer();
    const run = withSession(
      'phoenix',
      'PhoenixSession',
      `const s = new PhoenixSession(url, { heartbeatEveryMs: 300, params: { token: 'a b' } }), room = s.channel('room:a'); let beats = 0;
      room.on('beat', () => ++beats === 2 && s.close());
      s.onconnect = () => s.channel('secret').join({}, ({ status, response }) => { console.log(status, response.reason); room.join({}, () => {}); });`,
    );
    expect((await run(server.url)).lines).to.deep.equal(['error no such room']);
    expect(server.heard.filter((event) => event === 'heartbeat').length).to.be.at.least(2);
  });
});

describe('a GraphQL session', () => {
  it('hears of wrong queries, ends subscriptions, pings', async () => {
    await using server = await startGraphqlServer({ leavesAfterPings: 2 });
    const run = withSession(
      'graphql-ws',
      'GraphqlSession',
      `const s = new GraphqlSession(url, { pingEveryMs: 300 }); s.onend = ({ code, by, reason }) => console.log(code, by, reason);
      s.onconnect = () => { s.subscribe({ query: '{ nope }' }, { next() {}, error: ([e]) => console.log(e.message.slice(0, 12)) });
        const stop = s.subscribe({ query: 'subscription { count(to: 1000000) }' }, { next: () => stop() }); };`,
    );
    expect((await run(server.url)).lines).to.deep.equal([
      ...['Cannot query', '1000 server pinged enough'],
    ]);
  });

  it('is closed by a server that does not want it', async () => {
    await using server = await startGraphqlServer();
    const run = withSession(
      'graphql-ws',
      'GraphqlSession',
      `new GraphqlSession(url, { init: { token: 'wrong' } }).onend = ({ code, by }) => console.log(code, by);`,
    );
    expect((await run(server.url)).lines).to.deep.equal(['4403 server']);
  });
});
