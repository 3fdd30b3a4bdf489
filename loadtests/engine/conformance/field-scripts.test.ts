import { expect } from 'chai';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSocketIoServer } from '../../protocols/testing/socket-io-server.ts';
import { runLoad } from '../cli/run-load.ts';
import { startEchoServer } from '../testing/echo-server.ts';
import { dataScripts } from './field-scripts-data.ts';
import { fieldScripts, type FieldScript } from './field-scripts.ts';

/** Each as it is, by the command, against real servers. */
describe('ws-chaos load runs scripts of the field unmodified', function () {
  this.timeout(30_000);
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ws-chaos-field-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  async function load(
    script: FieldScript,
    env: Readonly<Record<string, string>>,
  ): Promise<{ code: number; shown: string; metrics: Record<string, Record<string, number>> }> {
    const file = join(directory, script.name ?? 'script.js');
    const out = join(directory, 'out');
    await mkdir(out);
    for (const [name, text] of Object.entries({ ...script.files, [file]: script.source }))
      await writeFile(name === file ? file : join(directory, name), text);
    const summary = join(directory, 'summary.json');
    let shown = '';
    const take = (text: string): void => {
      shown += text;
    };
    const argv = [file, '--summary-export', summary, ...(script.flags ?? [])];
    const ports = { stdout: take, stderr: take, env: { ...env, OUT: out } };
    const code = await runLoad(argv, ports);
    for (const name of await readdir(out)) shown += `\n${await readFile(join(out, name), 'utf8')}`;
    const text = await readFile(summary, 'utf8').catch(() => `{"metrics":{}}`);
    const { metrics } = JSON.parse(text) as { metrics: Record<string, Record<string, number>> };
    return { code, shown, metrics };
  }

  for (const script of [...fieldScripts, ...dataScripts])
    it(script.title, async () => {
      await using server = await startEchoServer();
      await using socketIo = await startSocketIoServer();
      const { code, shown, metrics } = await load(script, {
        WS_URL: server.url,
        HTTP_URL: server.httpUrl,
        SOCKET_IO_URL: socketIo.url,
      });
      expect(code, shown).to.equal(script.exitCode ?? 0);
      expect(shown).not.to.include('ERROR');
      expect(metrics['ws_sessions']?.['count'] ?? 0, shown).to.equal(script.sessions);
      expect(metrics['checks']?.['fails'] ?? 0, shown).to.equal(0);
      for (const pattern of script.shows ?? []) expect(shown).to.match(pattern);
    });
});
