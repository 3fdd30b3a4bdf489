import { expect } from 'chai';
import { startEchoServer } from '../testing/echo-server.ts';
import { runScript } from '../testing/run-script.ts';

describe('requests on a socket that is used again', () => {
  it('leave nothing behind that listens to it', async () => {
    await using server = await startEchoServer();
    const warnings: Error[] = [];
    const note = (warning: Error): void => {
      warnings.push(warning);
    };
    process.on('warning', note);
    const { values } = await runScript(
      `import http from 'k6/http';
       export default () => { for (let i = 0; i < 20; i++) http.get('${server.httpUrl}/json'); };`,
    );
    await new Promise(setImmediate);
    process.off('warning', note);
    expect(warnings).to.deep.equal([]);
    expect(values('http_reqs')['count']).to.equal(20);
    expect(values('http_req_connecting')['med']).to.equal(0);
  });
});
