import { expect } from 'chai';
import { startEchoServer, type EchoServer } from '../testing/echo-server.ts';
import { runScript } from '../testing/run-script.ts';
import { publicStyleScripts } from './public-style-scripts.ts';

describe('scripts in the style of the field', () => {
  let server: EchoServer;
  beforeEach(async () => {
    server = await startEchoServer();
  });
  afterEach(() => server[Symbol.asyncDispose]());

  for (const { title, source, name, sessions } of publicStyleScripts)
    it(`run unmodified: ${title}`, async () => {
      const { errors, values, result, test } = await runScript(source, {
        env: { WS_URL: server.url, HTTP_URL: server.httpUrl },
        name: name ?? 'script.js',
        files: {
          'users.json': '[{"name":"a"},{"name":"b"}]',
          'config.js': 'export const greeting = "hi";',
        },
      });
      expect(errors).to.deep.equal([]);
      expect(result.exitCode).to.equal(0);
      expect(values('ws_sessions')['count']).to.equal(sessions);
      expect(test.context.counts.interrupted).to.equal(0);
      for (const check of test.context.checks.all()) expect(check.fails, check.name).to.equal(0);
    });
});
