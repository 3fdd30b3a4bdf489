import { expect } from 'chai';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isatty } from 'node:tty';
import { join } from 'node:path';
import { startEchoServer } from '../testing/echo-server.ts';
import { runLoad } from './run-load.ts';

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

describe('the summary of ws-chaos load', function () {
  this.timeout(20_000);
  let directory: string;
  const file = (name: string): string => join(directory, name);
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ws-chaos-cli-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  async function load(source: string, args: readonly string[] = []): Promise<Ran> {
    await writeFile(file('s.ts'), source);
    let [out, err] = ['', ''];
    const code = await runLoad([file('s.ts'), ...args], {
      stdout: (text) => {
        out += text;
      },
      stderr: (text) => {
        err += text;
      },
      env: {},
    });
    return { code, out, err };
  }

  const parted = `import http from 'k6/http'; import { check, group } from 'k6';
    export const options = { scenarios: {
      one: { executor: 'per-vu-iterations', vus: 2, iterations: 1 },
      two: { executor: 'shared-iterations', exec: 'other', iterations: 3 } } };
    export const other = () => group('g', () => check(1, { odd: () => true }));
    export default function () { http.get(__ENV.H + '/x'); }`;

  it('leaves parts of requests out of a compact summary, and shows expected ones', async () => {
    await using server = await startEchoServer();
    const { out } = await load(parted, ['-q', '-e', `H=${server.httpUrl}`]);
    expect(out).to.match(/http_req_duration\.+: avg=/);
    expect(out).to.match(/ {2}\{ expected_response:true \}\.*: avg=/);
    expect(out).not.to.match(/http_req_waiting|SCENARIO|GROUP/);
  });

  for (const workers of ['1', '2'])
    it(`shows each scenario and group in a full summary, of ${workers} processes`, async () => {
      await using server = await startEchoServer();
      const args = ['-q', '--summary-mode=full', '--workers', workers];
      const { out } = await load(parted, [...args, '-e', `H=${server.httpUrl}`]);
      const [total = '', one = '', two = '', inGroup = ''] = out.split(/█ (?:SCENARIO|GROUP): /);
      expect(total).to.match(/http_req_waiting\.+: avg=/);
      expect(total).to.match(/ iterations\.+: 5 /);
      expect(one).to.match(/^one\n[^]* http_reqs\.+: 2 [^]* iterations\.+: 2 /);
      expect(one).not.to.include('odd');
      expect(two).to.match(/^two\n[^]*✓ odd[^]* iterations\.+: 3 /);
      expect(inGroup).to.match(/^::g\n[^]*checks_total\.+: 3 [^]*✓ odd[^]*group_duration/);
      expect(out.match(/LOAD GENERATOR/g)).to.have.length(1);
    });

  it('puts metrics of the script apart, and writes what thresholds saw in their units', async () => {
    const { out } = await load(
      `import { Counter, Trend } from 'k6/metrics'; import { check } from 'k6';
       const c = new Counter('ws_mine'), t = new Trend('http_mine', true);
       export const options = { thresholds: { http_mine: ['p(95)<500'], 'checks{of:me}': ['rate==1'] } };
       export default () => { c.add(1); t.add(1234); check(1, { one: () => true }, { of: 'me' }); };`,
      ['-q'],
    );
    expect(out).to.match(/ {2}CUSTOM\n {4}ws_mine[^]*http_mine\.+: avg=1\.23s[^]*EXECUTION/);
    expect(out).not.to.match(/WEBSOCKET|HTTP\n/);
    expect(out).to.include("✓ 'p(95)<500'".replace('✓', '✗') + ' p(95)=1.23s');
    expect(out).to.include("✓ 'rate==1' rate=100.00%");
    expect(out).to.match(/checks_failed[^\n]*\n {6}\{ of:me \}\.*: 100\.00% {2}1 out of 1\n/);
  });

  it('tells handleSummary whether somebody looks at a terminal', async () => {
    const { out } = await load(
      `export default () => {};
       export const handleSummary = ({ state }) => ({ stdout: JSON.stringify([state.isStdOutTTY, state.isStdErrTTY]) });`,
      ['-q'],
    );
    expect(JSON.parse(out)).to.deep.equal([1, 2].map((descriptor) => isatty(descriptor)));
  });

  it('says that a summary has no place to be written to, and keeps the test', async () => {
    const nowhere = file('missing/s.json');
    const own = `export const handleSummary = () => ({ stdout: 'S', [__ENV.N]: 'x' });`;
    const { code, out, err } = await load(`${own} export default () => {};`, [
      ...['-q', '-e', `N=${nowhere}`],
    ]);
    expect(out).to.equal('S');
    expect(err.match(/ERROR the summary cannot be written: ENOENT/g)).to.have.length(1);
    expect(code).not.to.equal(0);
  });

  it('warns about shortcuts beside scenarios', async () => {
    const { err } = await load(
      `export const options = { stages: [{ duration: '9s', target: 1 }],
         scenarios: { a: { executor: 'per-vu-iterations' } } }; export default () => {};`,
      ['-q'],
    );
    expect(err).to.equal('WARN  stages beside `scenarios`: the scenarios alone run\n');
  });
});
