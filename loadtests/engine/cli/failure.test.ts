import { expect } from 'chai';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { runLoad } from './run-load.ts';

describe('a test that does not start', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ws-chaos-failure-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  /** What is said with `DIR` for the directory, which is where paths begin. */
  async function load(
    source: string,
    args: readonly string[] = [],
  ): Promise<{ code: number; out: string; err: string }> {
    await writeFile(join(directory, 's.js'), source);
    let [out, err] = ['', ''];
    const at = (word: string): string => word.replace('DIR', directory);
    const argv =
      args[0] === 'check' ? ['check', 'DIR/s.js', ...args.slice(1)] : ['DIR/s.js', ...args];
    const code = await runLoad(argv.map(at), {
      stdout: (text) => (out += text),
      stderr: (text) => (err += text),
      env: {},
    });
    const plain = (text: string): string =>
      text.replaceAll(`${relative('', directory)}/`, '').replaceAll(directory, 'DIR');
    return { code, out, err: plain(err) };
  }

  const main = 'export default () => {};';
  const scenario = (fields: string): string =>
    `export const options = {\n  scenarios: { a: { executor: 'constant-vus', ${fields} } },\n};\n${main}`;

  const options: readonly [title: string, source: string, expected: RegExp][] = [
    [
      'a metric that is none, with the one that was meant',
      `export const options = {\n  thresholds: {\n    checks: ['rate==1'],\n    'ws_sesion_duration{scenario:a.b}': ['p(95)<1'],\n  },\n};\n${main}`,
      /^s\.js:4:5: invalid options: threshold on `ws_sesion_duration`, .* \[CHAOS_ERR_LOAD_SCRIPT\]\n {2}→ Did you mean `ws_session_duration`\?\n$/,
    ],
    [
      'a metric like no other',
      `export const options = { thresholds: { errors_of_mine: ['count<1'] } };\n${main}`,
      /^s\.js:1:40: .*\n {2}→ Declare it in the init code \(k6\/metrics\), .* ws_sessions, /,
    ],
    [
      'an expression',
      `export const options = { thresholds: { checks: ['p(95)<1'] } };\n${main}`,
      /^s\.js:1:40: invalid options: threshold `p\(95\)<1`: `checks` is a rate/,
    ],
    [
      'a threshold with a unit',
      `export const options = { thresholds: { iteration_duration: ['p(95)<200ms'] } };\n${main}`,
      /^s\.js:1:40: .*\n {2}→ Write a figure, an operator and a number: 'p\(95\)<200'.* without a unit\.\n$/,
    ],
    [
      'a delay of a threshold',
      `export const options = { thresholds: { checks: [{ threshold: 'rate==1', delayAbortEval: 'x' }] } };\n${main}`,
      /^s\.js:1:40: .*`delayAbortEval` is not a duration.*\n {2}→ Write `30s`/,
    ],
    [
      'a number that is a text',
      `export const options = { vus: '5', duration: '1s' };\n${main}`,
      /^s\.js:1:26: .*not "5" .*\n {2}→ Make it a number: `Number\(__ENV\.NAME\)`\.\n$/,
    ],
    [
      'an executor',
      `export const options = { scenarios: { a: { executor: 'constant-vu' } } };\n${main}`,
      /^s\.js:1:44: .*"constant-vu", which is no executor .*\n {2}→ Did you mean `constant-vus`\?\n$/,
    ],
    [
      'options that are none',
      `export const options = () => ({});\n${main}`,
      /^invalid options: the options of the script are no object .*\n {2}→ Write `export const options/,
    ],
    ['a duration', scenario("duration: '1x'"), /^s\.js:2:47: .*`scenarios\.a\.duration` is not a/],
    [
      'a field',
      scenario("vuss: 1, duration: '1s'"),
      /^s\.js:2:47: .*`scenarios\.a\.vuss` is no option.*\n {2}→ Did you mean `vus`\?\n$/,
    ],
    [
      'a field that is missing, at its scenario',
      scenario('vus: 1'),
      /^s\.js:2:16: .*duration` is missing/,
    ],
    [
      'a stage',
      `export const options = { stages: [\n  { duration: '1s', target: 1 },\n  { duration: '1s' } ] };\n${main}`,
      /^s\.js:3:3: .*`stages\[1\]\.target` is missing/,
    ],
    ['a shortcut', `export const options = { duration: 'x' };\n${main}`, /^s\.js:1:26: .*duration/],
    [
      'options of CommonJS',
      `module.exports.options = { vus: 1,\n  duration: 'x' };\nmodule.exports.default = () => {};`,
      /^s\.js:2:3: .*duration/,
    ],
    [
      'a function that is missing',
      scenario("duration: '1s', exec: 'main'"),
      /^s\.js:2:63: .*`main`, which the script does not export .*\n {2}→ Export it, or name one that is there by `exec`: default\.\n$/,
    ],
    [
      'an empty script',
      '',
      /^s\.js: .*`default`, which the script does not export .*\n {2}→ Write `export default function \(\) \{ … \}`\.\n$/,
    ],
    [
      'a script with stages of a test alone',
      'export function setup() {}',
      /^s\.js: .*`default`, which/,
    ],
    [
      'a default that is no function',
      'export default 5;',
      /^s\.js: .*`default`, which is no function/,
    ],
  ];
  for (const [title, source, expected] of options)
    it(`is told at its place, also by check (104): ${title}`, async () => {
      const ran = await load(source);
      expect(ran.err).to.match(expected);
      expect(ran.code).to.equal(104);
      const checked = await load(source, ['check']);
      expect(checked.err).to.match(expected);
      expect(checked.code).to.equal(104);
    });

  it('puts what a flag says to no place in the script', async () => {
    const { code, err } = await load(scenario("duration: '1s'"), ['-d', '1x']);
    expect(err).to.match(
      /^invalid options: `scenarios\.default\.duration` is not a duration: "1x"/,
    );
    expect(code).to.equal(104);
  });

  it('is told what the init code of a script throws by check, too (107)', async () => {
    const { code, err } = await load(`const x = null;\nx.y;\n${main}`, ['check']);
    expect(err).to.match(/^s\.js:2:3: the script's init code threw TypeError: .*LOAD_SCRIPT/);
    expect(code).to.equal(107);
  });

  it('is told where its init code has ended it (108)', async () => {
    const { code, err } = await load(
      `import exec from 'k6/execution';\nexec.test.abort('no server');\n${main}`,
      ['-q'],
    );
    expect(err).to.match(/^s\.js:2:11: test aborted: no server \[CHAOS_ERR_LOAD_SCRIPT\]\n {2}→ /);
    expect(err).not.to.include('Correct');
    expect(code).to.equal(108);
  });

  it('is told of a directory that was given as the script (107)', async () => {
    await mkdir(join(directory, 'd'));
    let err = '';
    const code = await runLoad([join(directory, 'd')], {
      stdout: () => undefined,
      stderr: (text) => (err += text),
      env: {},
    });
    expect(err).to.match(
      /\/d: .*\/d is no file, and so no script \[CHAOS_ERR_LOAD_SCRIPT\]\n {2}→ /,
    );
    expect(code).to.equal(107);
  });

  const places: readonly [args: readonly string[], expected: RegExp][] = [
    [['--summary-export', 'DIR/no/x.json'], /cannot write DIR\/no\/x\.json: ENOENT/],
    [['--summary-export', 'DIR'], /cannot write DIR: it is a directory/],
    [['--out', 'json=DIR/o.json', '--out', 'csv=DIR/no/o.csv'], /cannot write DIR\/no\/o\.csv: /],
    [['--out', 'json=DIR/o.json', '--out', 'influxdb=x'], /output `influxdb=x` is not json/],
  ];
  for (const [args, expected] of places)
    it(`leaves nothing behind (104): ${args.join(' ')}`, async () => {
      const { code, out, err } = await load(`${main} console.log('began');`, ['-q', ...args]);
      expect(err).to.match(expected);
      expect(err).to.match(/ \[CHAOS_ERR_(RESULTS_NOT_WRITABLE|USAGE)\]\n {2}→ \w/);
      expect(code).to.equal(104);
      expect(out).to.equal('');
      expect(await readdir(directory)).to.deep.equal(['s.js']);
    });

  const summaries: readonly [value: string, expected: RegExp][] = [
    ['5', /ERROR handleSummary returned 5, which is no object: return \{ stdout: /],
    [
      '{ "DIR/s.json": { a: 1 } }',
      /ERROR handleSummary: what goes to DIR\/s\.json is no text: return/,
    ],
    ['{ "DIR/no/s.json": "x" }', /ERROR the summary cannot be written: ENOENT.*; name a file in/],
  ];
  for (const [value, expected] of summaries)
    it(`is not the fault of a summary, of which the rest is written (102): ${value}`, async () => {
      const good = value.startsWith('{') ? `{ "DIR/good.txt": "good", ...${value} }` : value;
      const own = `export const handleSummary = () => (${good.replaceAll('DIR', directory)});`;
      const { code, err } = await load(`${main} ${own}`, ['-q']);
      expect(err).to.match(expected);
      expect(code).to.equal(102);
      if (value.startsWith('{'))
        expect(await readFile(join(directory, 'good.txt'), 'utf8')).to.equal('good');
    });
});
