import { expect } from 'chai';
import { ChaosError } from '../../../harness/contracts/errors.ts';
import { runScript, type ScriptSettings } from '../testing/run-script.ts';

async function refusal(source: string, settings?: ScriptSettings): Promise<ChaosError> {
  try {
    await runScript(source, settings);
  } catch (error) {
    if (error instanceof ChaosError) return error;
    throw error;
  }
  throw new Error('the script was accepted');
}

describe('bundling a script', () => {
  it('reports a syntax error with line and column', async () => {
    const error = await refusal('export default () => {};\nlet x = ;\n');
    expect(error.code).to.equal('CHAOS_ERR_LOAD_SCRIPT');
    expect(error.position?.file).to.match(/script\.ts$/);
    expect(error.position).to.include({ line: 2, column: 9 });
  });

  it('reports an error in an imported file at its own place', async () => {
    const error = await refusal(`import { h } from './h.ts'; export default () => h();`, {
      files: { 'h.ts': '\n\nexport const h = (;' },
    });
    expect(error.position?.file).to.match(/h\.ts$/);
    expect(error.position).to.include({ line: 3 });
  });

  it('refuses modules it does not have, at the import', async () => {
    const error = await refusal(`import x from 'k6/net/grpc';\nexport default () => x;`);
    expect(error.code).to.equal('CHAOS_ERR_LOAD_UNSUPPORTED');
    expect(error.message).to.equal('module k6/net/grpc is not supported');
    expect(error.position).to.include({ line: 1, column: 15 });
    expect(error.help).to.match(/--engine k6/);
  });

  for (const [imported, message, help] of [
    ['fs', /module fs is Node's/, /open\(\)/],
    ['node:fs', /module node:fs is Node's/, /open\(\)/],
    ['node:dgram', /is Node's/, /k6 has nothing like it/],
    ['axios', /module axios is neither/, /k6\/http/],
    ['ws', /module ws is neither/, /k6\/websockets/],
    ['left-pad', /module left-pad is neither/, /npm install left-pad/],
  ] as const)
    it(`says what to use instead of ${imported}, by import and by require`, async () => {
      const error = await refusal(`import x from '${imported}';\nexport default () => x;`);
      expect(error.code).to.equal('CHAOS_ERR_LOAD_UNSUPPORTED');
      expect(error.message).to.match(message);
      expect(error.position).to.include({ line: 1, column: 15 });
      expect(error.help).to.match(help);
      const source = `const x = require('${imported}');\nmodule.exports.default = () => x;`;
      const required = await refusal(source, { name: 'script.cjs' });
      expect(required.message).to.match(message);
      expect(required.position).to.include({ line: 1, column: 19 });
    });

  it('refuses names a module does not have, at the import', async () => {
    const error = await refusal(
      `import {\n  Nope } from 'k6/metrics';\nexport default () => Nope;`,
      {
        name: 'script.js',
      },
    );
    expect(error.code).to.equal('CHAOS_ERR_LOAD_UNSUPPORTED');
    expect(error.position).to.include({ line: 2 });
  });

  it('reports what init code throws at its place in the source', async () => {
    const error = await refusal(`const a: any = undefined;\n\n a.b();\nexport default () => {};`);
    expect(error.code).to.equal('CHAOS_ERR_LOAD_SCRIPT');
    expect(error.message).to.match(/TypeError/);
    expect(error.position).to.include({ line: 3 });
  });

  it('refuses a script that is not there', async () => {
    const error = await refusal('', { name: 'x.ts', files: {} }).catch((other: unknown) => other);
    expect(error).to.be.instanceOf(Error);
  });

  it('runs TypeScript with an enum, a type import and a local import (62)', async () => {
    const { lines } = await runScript(
      `import type { Options } from 'k6/options';
       import { h } from './h.ts';
       enum Colour { Red, Green }
       export const options: Options = { vus: 1 };
       export default () => console.log(h(Colour.Green));`,
      { files: { 'h.ts': 'export const h = (x: number): string => `h${x}`;' } },
    );
    expect(lines).to.deep.equal(['h1']);
  });

  it('refuses a local import without its extension, as k6 does (62)', async () => {
    const error = await refusal(`import { h } from './h';\nexport default () => h();`, {
      files: { 'h.ts': 'export const h = 1;' },
    });
    expect(error.code).to.equal('CHAOS_ERR_LOAD_SCRIPT');
    expect(error.message).to.equal('k6 needs the whole name of a file: ./h is h.ts');
    expect(error.position).to.include({ line: 1, column: 19 });
    const missing = await refusal(`import { h } from './nope.ts';\nexport default () => h();`);
    expect(missing.message).to.match(/Could not resolve "\.\/nope\.ts"/);
    expect(missing.position).to.include({ line: 1 });
  });

  it('bundles several scripts at a time', async () => {
    const source = (n: number): string => `export default () => console.log(${n});`;
    const runs = await Promise.all([1, 2, 3].map((n) => runScript(source(n))));
    expect(runs.map(({ lines }) => lines)).to.deep.equal([['1'], ['2'], ['3']]);
  });

  it('runs CommonJS', async () => {
    const { lines } = await runScript(
      `const { check } = require('k6');
       module.exports.options = { iterations: 2 };
       module.exports.default = () => console.log(check(1, { one: (x) => x === 1 }));`,
      { name: 'script.cjs' },
    );
    expect(lines).to.deep.equal(['true', 'true']);
  });

  it('runs a top-level await', async () => {
    const { lines } = await runScript(
      'const x = await Promise.resolve(7); export default () => console.log(x);',
    );
    expect(lines).to.deep.equal(['7']);
  });

  it('hides what Node has and k6 has not', async () => {
    const names = ['process', 'Buffer', 'fetch', 'WebSocket', 'Blob', 'URL', 'setImmediate'];
    const { lines } = await runScript(
      `export default () => console.log(${names.map((name) => `typeof ${name}`).join(', ')},
         typeof globalThis.process, typeof globalThis.JSON, typeof crypto, typeof TextEncoder);`,
      { name: 'script.js' },
    );
    expect(lines[0]).to.equal(`${'undefined '.repeat(8)}object object function`);
  });
});
