import { expect } from 'chai';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { startEchoServer, type EchoServer } from '../testing/echo-server.ts';
import { runLoad } from './run-load.ts';

/** Flags and options that change how a script is run, or where its connections go. */
describe('a script run by ws-chaos load', () => {
  let directory: string;
  let server: EchoServer;
  const file = (name: string): string => join(directory, name);
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ws-chaos-script-flags-'));
    server = await startEchoServer();
  });
  afterEach(async () => {
    await server[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });

  async function load(
    source: string,
    args: readonly string[] = [],
  ): Promise<{ code: number; lines: string[] }> {
    await writeFile(file('s.js'), source);
    const lines: string[] = [];
    const argv = [file('s.js'), '-q', '-f', 'raw', '-e', `H=${server.httpUrl}`, ...args];
    const code = await runLoad(argv, {
      stdout: () => undefined,
      stderr: (text) => lines.push(text.trimEnd()),
      env: {},
    });
    return { code, lines };
  }

  const stages = `export const options = { thresholds: { iterations: ['count>5'] } };
    export const setup = () => console.log('setup'); export const teardown = () => console.log('teardown');
    export default () => console.log('run');`;

  it('does without its setup, teardown and thresholds', async () => {
    expect(await load(stages)).to.deep.equal({ code: 99, lines: ['setup', 'run', 'teardown'] });
    expect((await load(stages, ['--no-setup'])).lines).to.deep.equal(['run', 'teardown']);
    expect((await load(stages, ['--no-teardown'])).lines).to.deep.equal(['setup', 'run']);
    expect((await load(stages, ['--no-thresholds'])).code).to.equal(0);
    expect((await load(stages, ['--no-thresholds=false'])).code).to.equal(99);
  });

  it('comes from the standard input, with imports and places as if it were a file here', async () => {
    await writeFile(file('lib.ts'), 'export const one: number = 1;');
    const lib = `./${relative('.', file('lib.ts'))}`;
    const piped = async (source: string): Promise<{ code: number; lines: string[] }> => {
      const lines: string[] = [];
      const code = await runLoad(['run', '-', '-q', '-f', 'raw'], {
        stdout: () => undefined,
        stderr: (text) => lines.push(text.trimEnd()),
        env: {},
        stdin: () => Promise.resolve(source),
      });
      return { code, lines };
    };
    const main = `import { one } from '${lib}';\nexport default () => { console.log(one as number);`;
    expect(await piped(`${main} null.x; };`)).to.deep.equal({
      code: 0,
      lines: ['1', "TypeError: Cannot read properties of null (reading 'x') (-:2:57)"],
    });
    const refused = await piped(`${main} process.exit(); };`);
    expect(refused.code).to.equal(107);
    expect(refused.lines.join()).to.match(/^-:2:52: `process` is not there/);
  });

  it('has options weaker than its own from a file', async () => {
    await writeFile(file('c.json'), '{"iterations":3,"userAgent":"file","tags":{"a":"1"}}');
    const config = ['--config', file('c.json')];
    const print = `import http from 'k6/http'; export default () => console.log(http.get(__ENV.H + '/x').json('headers.user-agent'));`;
    expect((await load(print, config)).lines).to.deep.equal(['file', 'file', 'file']);
    const own = `export const options = { userAgent: 'own', iterations: 1 };${print}`;
    expect((await load(own, config)).lines).to.deep.equal(['own']);
    expect((await load(own, [...config, '--user-agent=flag'])).lines).to.deep.equal(['flag']);
    expect((await load(print, ['-c', file('none.json')])).code).to.equal(104);
  });

  it('is led by its hosts, whole names before wildcards, with the Host header it wrote', async () => {
    const address = server.url.replace('ws://', '');
    const { lines } = await load(
      `import http from 'k6/http'; import { WebSocket } from 'k6/websockets';
       export const options = { hosts: { '*.test': '127.0.0.1:1', 'a.test': '${address}', 'b.test:81': '${address}' } };
       export default () => { const w = new WebSocket('ws://a.test:7/headers');
         w.onmessage = (e) => { console.log(JSON.parse(e.data).host); w.close(); };
         console.log(http.get('http://b.test:81/x').json('headers.host'), http.get('http://c.test/').error_code); };`,
    );
    expect(lines.filter((line) => !line.startsWith('request failed'))).to.deep.equal([
      ...['b.test:81 1212', 'a.test:7'],
    ]);
  });

  it('throws for failed requests, drops bodies, follows so many redirects', async () => {
    const get = (path: string): string =>
      `import http from 'k6/http'; export default () => { const r = http.get('${path}'.replace('H', __ENV.H)); console.log(r.status, r.body); };`;
    expect((await load(get('http://127.0.0.1:1/'), ['--throw'])).lines[0]).to.match(
      /^Error: GET http/,
    );
    expect((await load(get('H/json'), ['--discard-response-bodies'])).lines).to.deep.equal([
      '200 null',
    ]);
    expect((await load(get('H/redirect'), ['--max-redirects=0'])).lines[0]).to.match(/^302 /);
    expect((await load(get('H/redirect'))).lines[0]).to.match(/^200 /);
  });

  it('rests for what is left of the shortest iteration', async () => {
    const source = `const start = Date.now(); export default () => console.log(__ITER === 0 || Date.now() - start >= 99);`;
    const { lines } = await load(source, ['-i', '2', '--min-iteration-duration=100ms']);
    expect(lines).to.deep.equal(['true', 'true']);
  });

  it('shows the statistics and units that are wanted', async () => {
    const source = `import { Trend } from 'k6/metrics'; const t = new Trend('took', true); export default () => t.add(1500);`;
    await writeFile(file('s.js'), source);
    let out = '';
    const argv = [
      file('s.js'),
      '-q',
      '--summary-trend-stats=p(99.9),count',
      '--summary-time-unit=ms',
    ];
    await runLoad(argv, {
      stdout: (text) => {
        out += text;
      },
      stderr: () => undefined,
      env: {},
    });
    expect(out).to.match(/took\.+: p\(99\.9\)=1500ms count=1\n/);
  });
});
