import { expect } from 'chai';
import { runScript, type ScriptRun, type ScriptSettings } from '../testing/run-script.ts';

/** `k6/experimental/fs` and `csv`, `k6/secrets`: section 3.3 and 3.13 of the k6 reference. */
describe('k6/experimental/fs', () => {
  const files = { 'data.txt': 'hello file' };

  it('reads a file piece by piece, each user from a place of its own', async () => {
    const { lines, errors } = await runScript(
      `import { open, SeekMode } from 'k6/experimental/fs';
       const file = await open('data.txt'); export const options = { vus: 2, iterations: 2 };
       const text = (bytes) => String.fromCharCode(...bytes);
       export default async () => {
         const { name, size } = await file.stat(); const part = new Uint8Array(6);
         console.log(name, size, await file.read(part), text(part), await file.read(part), text(part.subarray(0, 4)), await file.read(part));
         console.log(await file.seek(-4, SeekMode.End), await file.read(part), await file.seek(2, SeekMode.Start), await file.seek(1, SeekMode.Current));
         await file.seek(0, 0).then(() => file.seek(99, 0)).catch((e) => console.log(e.name)); };`,
      { files, name: 'script.js' },
    );
    expect(errors).to.deep.equal([]);
    const first = 'data.txt 10 6 hello  4 file null';
    expect(lines.sort()).to.deep.equal([
      '6 4 2 3',
      '6 4 2 3',
      'RangeError',
      'RangeError',
      first,
      first,
    ]);
  });

  it('opens files in the init context only', async () => {
    const { errors } = await runScript(
      `import { open } from 'k6/experimental/fs'; export default async () => { await open('data.txt'); };`,
      { files },
    );
    expect(errors[0]).to.match(/only available in the init context/);
  });
});

describe('k6/experimental/csv', () => {
  const files = { 'data.csv': 'name,age\nJohn,30\n"Jane, Dr",25\n' };
  const head = `import { open } from 'k6/experimental/fs'; import csv from 'k6/experimental/csv'; const file = await open('data.csv');`;

  it('parses whole files into shared arrays', async () => {
    const { lines } = await runScript(
      `${head} const all = await csv.parse(file, { asObjects: true }); export const options = { vus: 2, iterations: 2 };
       export default () => { all[0].name = 'changed'; console.log(all.length, JSON.stringify(all[0]), all[1].name); };`,
      { files, name: 'script.js' },
    );
    const line = '2 {"name":"John","age":"30"} Jane, Dr';
    expect(lines).to.deep.equal([line, line]);
  });

  it('reads records one by one', async () => {
    const { lines } = await runScript(
      `${head} const parser = new csv.Parser(file, { skipFirstLine: true }); export const options = { iterations: 3 };
       export default async () => { const { done, value } = await parser.next(); console.log(done, value); };`,
      { files, name: 'script.js' },
    );
    expect(lines).to.deep.equal([
      'false ["John","30"]',
      'false ["Jane, Dr","25"]',
      'true undefined',
    ]);
  });
});

describe('k6/secrets', () => {
  const run = (body: string, settings: ScriptSettings = {}): Promise<ScriptRun> =>
    runScript(
      `import secrets from 'k6/secrets'; import { sleep } from 'k6'; import exec from 'k6/execution';
       export default async () => { ${body} }`,
      { ...settings, secretSources: ['mock=default,cool=hush', 'mock=name=other,cool=quiet'] },
    );

  it('gives secrets and keeps them out of the log', async () => {
    const { lines, errors } = await run(
      `const cool = await secrets.get('cool'), other = await secrets.source('other').get('cool');
       console.log(cool === 'hush', other.length, cool, { other }); throw new Error('with ' + cool);`,
    );
    const hidden = '***SECRET_REDACTED***';
    expect(lines).to.deep.equal([`true 5 ${hidden} {"other":"${hidden}"}`]);
    expect(errors[0]).to.match(/^Error: with \*{3}SECRET_REDACTED/);
  });

  it('rejects for secrets and sources there are none of', async () => {
    const { lines } = await run(
      `await secrets.get('nope').catch((e) => console.log(e.message)); try { secrets.source('nope'); } catch (e) { console.log(e.message); }`,
    );
    expect(lines).to.deep.equal([
      ...['no secret `nope` in source `default`', 'no secret source is named `nope`'],
    ]);
  });

  it('works in threads, too', async () => {
    const { lines } = await run(
      `({ get x() { sleep(0.01); return 1; } }).x; const cool = await secrets.get('cool'); console.log(cool.length, cool);`,
      { name: 'script.js' },
    );
    expect(lines).to.deep.equal(['4 ***SECRET_REDACTED***']);
  });
});
