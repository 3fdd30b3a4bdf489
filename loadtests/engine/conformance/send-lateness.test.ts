import { expect } from 'chai';
import { startEchoServer, type EchoServer } from '../testing/echo-server.ts';
import { runScript } from '../testing/run-script.ts';

describe('lateness of sends', () => {
  let server: EchoServer;
  beforeEach(async () => {
    server = await startEchoServer();
  });
  afterEach(() => server[Symbol.asyncDispose]());

  /** `w` is open when `body` runs and closes after `echoes` messages; `busy` blocks the engine itself. */
  const latenessOf = async (
    body: string,
    echoes: number,
  ): Promise<{ count?: number; min?: number; tookMs: number }> => {
    const { values, result } = await runScript(
      `import { WebSocket } from 'k6/websockets'; import { sleep } from 'k6';
       const busy = (ms) => { const from = Date.now(); while (Date.now() - from < ms); };
       export default function () {
         const w = new WebSocket(__ENV.B + '/echo'); let left = ${echoes};
         w.onopen = () => { ${body} };
         w.onmessage = () => { if (--left === 0) w.close(); };
       }`,
      { env: { B: server.url }, options: { summaryTrendStats: ['count', 'min', 'max'] } },
    );
    return { ...values('ws_send_lateness'), tookMs: result.durationMs };
  };

  it('is how long after its time a timer of the script sent', async () => {
    const sent = `setTimeout(() => w.send('x'), 20); busy(60);`;
    const { count, min, tookMs } = await latenessOf(sent, 1);
    expect(count).to.equal(1);
    expect(min).to.be.within(35, tookMs - 20);
  });

  it('counts what is sent after a sleep, and by timers that a timer has set', async () => {
    const paced = `setTimeout(() => { w.send('b'); setTimeout(() => w.send('c'), 1); }, 1);`;
    const { count } = await latenessOf(`sleep(0.01); w.send('a'); ${paced}`, 3);
    expect(count).to.equal(3);
  });

  it('says nothing of messages that no time was planned for', async () => {
    const { count = 0 } = await latenessOf(`setTimeout(() => undefined, 1); w.send('x');`, 1);
    expect(count).to.equal(0);
  });

  it('hands on what a late timer owes to the timer that it sets', async () => {
    const next = `setTimeout(() => { setTimeout(() => w.send('x'), 0); }, 10); busy(60);`;
    const { min } = await latenessOf(next, 1);
    expect(min).to.be.above(40);
  });
});
