import { expect } from 'chai';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEchoServer, type EchoServer } from '../testing/echo-server.ts';
import { runLoad } from './run-load.ts';

/** What flags do, beyond being read. */
describe('flags of ws-chaos load', () => {
  let directory: string;
  let server: EchoServer;
  const file = (name: string): string => join(directory, name);
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ws-chaos-flags-'));
    server = await startEchoServer();
  });
  afterEach(async () => {
    await server[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });

  async function load(
    body: string,
    args: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
  ): Promise<{ code: number; out: string; err: string }> {
    const head = `import http from 'k6/http'; import { check } from 'k6'; const H = __ENV.H;`;
    await writeFile(file('s.js'), `${head} export default function () { ${body} }`);
    let [out, err] = ['', ''];
    const code = await runLoad([file('s.js'), '-q', '-e', `H=${server.httpUrl}`, ...args], {
      stdout: (text) => {
        out += text;
      },
      stderr: (text) => {
        err += text;
      },
      env,
    });
    return { code, out, err };
  }

  const talk = `console.debug('d'); console.log('i', { a: 1 }); console.warn('w');`;

  it('hide debug lines until they are wanted', async () => {
    expect((await load(talk)).err).to.equal('INFO  i {"a":1}\nWARN  w\n');
    expect((await load(talk, ['--verbose'])).err).to.match(/^DEBUG d\n/);
  });

  it('put the log into another form, or another place', async () => {
    expect((await load(talk, ['--log-format=raw'])).err).to.equal('i {"a":1}\nw\n');
    const [first] = (await load(talk, ['-f', 'json'])).err.split('\n');
    expect(JSON.parse(first ?? '')).to.deep.include({
      level: 'info',
      msg: 'i {"a":1}',
      source: 'console',
    });
    const { out, err } = await load(talk, ['--log-output=stdout']);
    expect(out).to.match(/^INFO {2}i/);
    expect(err).to.equal('');
    expect((await load(talk, ['--log-output=none'])).err).to.equal('');
    await load(talk, [`--log-output=file=${file('l.txt')},level=warning`]);
    expect(await readFile(file('l.txt'), 'utf8')).to.equal('WARN  w\n');
    expect((await load(talk, ['--log-output=loki=http://x'])).code).to.equal(104);
  });

  it('put what the script says into a file, and leave the rest where it is', async () => {
    const { err } = await load(`${talk} http.get('http://127.0.0.1:1/');`, [
      `--console-output=${file('c.txt')}`,
    ]);
    expect(err).to.match(/^WARN {2}request failed/);
    expect(await readFile(file('c.txt'), 'utf8')).to.equal('INFO  i {"a":1}\nWARN  w\n');
  });

  it('show requests and responses', async () => {
    const body = `http.post(H + '/x', 'the body', { headers: { 'X-A': '1' } });`;
    const { err } = await load(body, ['--http-debug']);
    expect(err).to.match(
      /Request:\nPOST \/x HTTP\/1\.1\nHost: 127[\s\S]*X-A: 1\n[\s\S]*Response:\nHTTP\/1\.1 200 OK\n/,
    );
    expect(err).not.to.include('the body');
    expect((await load(body, ['--http-debug=full'])).err).to.include('\n\nthe body\n');
  });

  it('space requests', async () => {
    const body = `const at = Date.now(); for (let i = 0; i < 4; i++) http.get(H + '/json'); console.log(Date.now() - at);`;
    const { err } = await load(body, ['--rps', '20']);
    expect(Number(/INFO {2}(\d+)/.exec(err)?.[1])).to.be.at.least(140);
  });

  it('limit the requests of a batch', async () => {
    const body = `const at = Date.now();
      const all = http.batch([1, 2, 3, 4].map((n) => ['GET', H + '/delay/60?n=' + n]));
      console.log(Date.now() - at, all.map((r) => r.json('path').slice(-1)).join(''));`;
    const took = async (...flags: string[]): Promise<number> => {
      const [, ms, order] = /INFO {2}(\d+) (\d+)/.exec((await load(body, flags)).err) ?? [];
      expect(order).to.equal('1234');
      return Number(ms);
    };
    await took();
    expect(await took('--batch=1')).to.be.at.least(238);
    expect(await took('--batch-per-host=2')).to.be.at.least(118);
  });

  it('open a connection a request', async () => {
    const body = `for (let i = 0; i < 2; i++) console.log(http.get(H + '/x').json('headers.connection'));`;
    expect((await load(body)).err).to.equal('INFO  keep-alive\n'.repeat(2));
    expect((await load(body, ['--no-connection-reuse'])).err).to.equal('INFO  close\n'.repeat(2));
  });

  it('name the agent, or nobody', async () => {
    const body = `console.log(http.get(H + '/x').json('headers.user-agent'));`;
    expect((await load(body, ['--user-agent=me/1'])).err).to.equal('INFO  me/1\n');
    expect((await load(body, ['--user-agent='])).err).to.equal('INFO  undefined\n');
  });

  it('write samples to the standard output, without tags nobody wants', async () => {
    const args = [
      '--out',
      'json',
      '--no-summary',
      '--system-tags=check,vu,iter,ip',
      '--tag',
      'a=1',
    ];
    const { out, err } = await load(`check(1, { one: (x) => x === 1 });`, args);
    const points = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { metric: string; type: string; data: object });
    const checked = points.find(({ metric, type }) => metric === 'checks' && type === 'Point');
    expect(checked?.data).to.deep.include({
      tags: { a: '1', check: 'one' },
      metadata: { vu: '1', iter: '0' },
    });
    expect(err).to.equal('WARN  system tags that are not there: ip\n');
  });

  it('write times of CSV as K6_CSV_TIME_FORMAT says', async () => {
    const csv = async (format: string): Promise<string> => {
      const env = { K6_CSV_FILENAME: file('o.csv'), K6_CSV_TIME_FORMAT: format };
      const { code } = await load('', ['-o', 'csv'], env);
      return code === 0
        ? ((await readFile(file('o.csv'), 'utf8')).split('\n')[1] ?? '')
        : String(code);
    };
    expect(await csv('unix')).to.match(/^\w+,\d{10},/);
    expect(await csv('unix_milli')).to.match(/^\w+,\d{13},/);
    expect(await csv('unix_nano')).to.match(/^\w+,\d{19},/);
    expect(await csv('rfc3339')).to.match(/^\w+,\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ,/);
    expect(await csv('sundial')).to.equal('104');
  });

  it('refuse options of the script that cannot be followed', async () => {
    const script = `export const options = { blockHostnames: ['a.test'] }; export default () => {};`;
    await writeFile(file('o.js'), script);
    let err = '';
    const take = (text: string): void => {
      err += text;
    };
    expect(await runLoad([file('o.js')], { stdout: take, stderr: take, env: {} })).to.equal(104);
    expect(err).to.include('invalid options: `blockHostnames` is not supported: ');
  });
});
