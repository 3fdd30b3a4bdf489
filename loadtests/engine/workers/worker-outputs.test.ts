import { expect } from 'chai';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { runLoad } from '../cli/run-load.ts';

interface Line {
  readonly type: 'Metric' | 'Point';
  readonly metric: string;
  readonly data: { readonly time: string; readonly value: number; readonly tags: object };
}

const users = `import { Counter, Trend } from 'k6/metrics'; import exec from 'k6/execution';
  const ids = new Trend('ids'), stages = new Counter('stages');
  export const options = { scenarios: { a: { executor: 'per-vu-iterations', vus: 4, iterations: 3 } } };
  export function setup() { stages.add(1, { of: 'setup' }); }
  export default () => { ids.add(exec.vu.idInTest, { note: 'line\\n\\u2028two' });
    return new Promise((r) => setTimeout(r, 40)); };
  export function teardown() { stages.add(1, { of: 'teardown' }); }`;

describe('outputs of workers', function () {
  this.timeout(30_000);
  let directory: string;
  const file = (name: string): string => join(directory, name);
  beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'ws-chaos-outputs-'))));
  afterEach(() => rm(directory, { recursive: true }));

  async function spread(args: readonly string[]): Promise<{ code: number; err: string }> {
    await writeFile(file('s.js'), users);
    let err = '';
    const code = await runLoad([file('s.js'), '--workers', '2', ...args], {
      stdout: () => undefined,
      stderr: (text) => {
        err += text;
      },
      env: {},
    });
    return { code, err };
  }

  it('are one stream of JSON in the order of time, with each metric described once', async () => {
    const { code, err } = await spread(['-q', '--out', `json=${file('o.json.gz')}`]);
    expect(code, err).to.equal(0);
    const text = gunzipSync(await readFile(file('o.json.gz'))).toString();
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
    const described = lines.filter(({ type }) => type === 'Metric').map(({ metric }) => metric);
    expect(described).to.include.members(['ids', 'stages', 'iterations', 'vus']);
    expect(new Set(described).size).to.equal(described.length);
    const points = lines.filter(({ type }) => type === 'Point');
    const times = points.map(({ data }) => data.time);
    expect(times).to.deep.equal(times.toSorted());
    const ids = points.filter(({ metric }) => metric === 'ids').map(({ data }) => data);
    expect(ids.map(({ value }) => value).toSorted()).to.deep.equal(
      [1, 2, 3, 4].flatMap((id) => [id, id, id]),
    );
    expect(ids[0]?.tags).to.deep.equal({ note: 'line\n\u2028two', scenario: 'a' });
    expect(
      points.find(({ metric }) => metric !== 'vus' && metric !== 'vus_max')?.data.tags,
    ).to.have.property('of', 'setup');
    expect(points.at(-1)?.data.tags).to.have.property('group', '::teardown');
  });

  it('are one CSV with one header', async () => {
    const { code, err } = await spread(['-q', '-o', `csv=${file('o.csv')}`]);
    expect(code, err).to.equal(0);
    const text = await readFile(file('o.csv'), 'utf8');
    expect(text).to.match(/^metric_name,timestamp,/);
    expect(text.match(/^metric_name/gm)).to.have.length(1);
    expect(text.match(/^iterations,\d+,1\.000000,/gm)).to.have.length(12);
  });

  it('count the users of all of them', async () => {
    const { err } = await spread([]);
    expect(err).to.match(/1 scenario, 4 max VUs/);
  });

  it('are refused at the start where there can be no such file', async () => {
    const { code, err } = await spread(['-q', '-o', `json=${file('missing/o.json')}`]);
    expect(code).to.equal(104);
    expect(err).to.match(/invalid options: cannot write .*missing\/o\.json: ENOENT/);
  });
});
