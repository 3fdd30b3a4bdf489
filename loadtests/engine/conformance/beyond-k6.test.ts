import { expect } from 'chai';
import { startEchoServer, type EchoServer } from '../testing/echo-server.ts';
import { runScript, type ScriptRun, type ScriptSettings } from '../testing/run-script.ts';

/** What k6 keeps to itself about the ends of connections. */
describe('ends of connections', () => {
  let server: EchoServer;
  beforeEach(async () => {
    server = await startEchoServer();
  });
  afterEach(() => server[Symbol.asyncDispose]());

  const run = (body: string, settings: ScriptSettings = {}): Promise<ScriptRun> =>
    runScript(
      `import { WebSocket } from 'k6/websockets'; import ws from 'k6/ws';
       const B = __ENV.B; export default function () { ${body} }`,
      { ...settings, env: { B: server.url } },
    );
  const tagsOf = ({ samples }: ScriptRun, name: string): object[] =>
    samples
      .filter(({ metric }) => metric.name === name)
      .map(({ tags: { code, by, status } }) => ({ code, by, status }));

  it('are counted by code and by who closed', async () => {
    const ran = await run(
      `new WebSocket(B + '/close?code=4001'); const w = new WebSocket(B + '/echo'); w.onopen = () => w.close(4002);
       new WebSocket(B + '/reset');`,
      {
        options: {
          thresholds: {
            'ws_session_ends{by:server,code:4001}': ['count==1'],
            ws_refusals: ['count==0'],
          },
        },
      },
    );
    expect(ran.result.exitCode).to.equal(0);
    const status = '101';
    expect(tagsOf(ran, 'ws_session_ends')).to.have.deep.members([
      { code: '4001', by: 'server', status },
      { code: '4002', by: 'client', status },
      { code: '1006', by: 'server', status },
    ]);
  });

  it('and refusals by their status, of either API', async () => {
    const ran = await run(
      `ws.connect(B + '/deny', null, () => {}); new WebSocket(B + '/deny'); new WebSocket('ws://127.0.0.1:1/');`,
    );
    const refused = { code: undefined, by: undefined };
    expect(tagsOf(ran, 'ws_refusals')).to.have.deep.members([
      { ...refused, status: '403' },
      { ...refused, status: '403' },
      { ...refused, status: '0' },
    ]);
  });
});
