import { expect } from 'chai';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { ChaosError } from '../../../harness/contracts/errors.ts';
import { runScript } from '../testing/run-script.ts';
import { compileScript } from './compile-script.ts';

/** What is said about a script, without the directory it is in; `accepted` where nothing is. */
async function verdict(
  source: string,
  files: Readonly<Record<string, string>> = {},
): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'ws-chaos-absent-'));
  try {
    for (const [name, text] of Object.entries({ 'script.ts': source, ...files }))
      await writeFile(join(directory, name), text);
    await compileScript(join(directory, 'script.ts'));
    return 'accepted';
  } catch (error) {
    if (!(error instanceof ChaosError)) throw error;
    const { file = '', line, column } = error.position ?? {};
    expect(resolve(dirname(file))).to.equal(directory);
    const what = error.message.replaceAll(`${relative('.', directory)}/`, '');
    return `${basename(file)}:${line}:${column} ${error.code}: ${what} | ${error.help}`;
  } finally {
    await rm(directory, { recursive: true });
  }
}

describe('names that a k6 has not', () => {
  const refused: readonly [source: string, expected: RegExp][] = [
    [
      'const url =\n  process.env.URL;',
      /^script\.ts:2:3 CHAOS_ERR_LOAD_UNSUPPORTED: `process`.*__ENV/,
    ],
    ['fetch("http://x");', /:1:34 .*UNSUPPORTED: `fetch` is not there.*k6\/http/],
    ['new URL("ws://x");', /`URL` .*jslib\.k6\.io\/url/],
    ['Buffer.from("x");', /`Buffer` .*b64encode/],
    ['setImmediate(() => {});', /`setImmediate` .*setTimeout/],
    ['structuredClone({});', /`structuredClone` .*JSON/],
    ['new WebSocket("ws://x");', /`WebSocket` .*k6\/websockets/],
    ['sleep(1);', /SCRIPT: `sleep` is declared nowhere.*\| Write `import \{ sleep \} from 'k6'`/],
    ['http.get("http://x");', /`http` .*import http from 'k6\/http'/],
    ['consle.log(1);', /`consle` is declared nowhere.*\| Did you mean `console`\?/],
    ['undeclared = 3;', /`undeclared` is declared nowhere.*\| Declare it, or import it\./],
    ['const { a = nowhere } = { b };', /`nowhere` .*; nor `b` \(script\.ts:1:/],
    ['try { let x = 1; } finally { fetch("x"); }', /`fetch`/],
    ['class A { [process.pid] = 1; } new A();', /`process`/],
  ];
  for (const [source, expected] of refused)
    it(`are refused at their place: ${source.replace(/\s+/g, ' ')}`, async () => {
      const told = await verdict(`export default function main() { ${source} }`);
      expect(told).to.match(expected);
    });

  it('are refused at the start of a line as in the middle, and in imported files', async () => {
    const told = await verdict(`import { url } from './h.ts';\nexport default () => url();`, {
      'h.ts': 'export function url(): string {\n  return process.env.URL ?? "";\n}\n',
    });
    expect(told).to.match(/^h\.ts:2:10 CHAOS_ERR_LOAD_UNSUPPORTED: `process`/);
  });

  it('are told together, each once, in the order of the script', async () => {
    const told = await verdict(
      'export default () => {\n  fetch(process.env.A);\n  fetch(process.env.B);\n};\n',
    );
    expect(told).to.match(
      /^script\.ts:2:3 .*: `fetch` is not there.*; nor `process` \(script\.ts:2:9\) \|/,
    );
  });

  const accepted: readonly [title: string, source: string][] = [
    ['behind typeof', 'if (typeof process !== "undefined") console.log(process.env.A);'],
    ['behind a look at globalThis', 'const f = globalThis.fetch ? fetch : null; console.log(f);'],
    ['behind `in`', 'if ("Buffer" in globalThis) Buffer.from("x");'],
    [
      'where what goes wrong is caught',
      'try { setImmediate(() => {}); } catch { console.log(1); }',
    ],
    ['declared by the script', 'class URL {} const fetch = (x: unknown) => x; fetch(new URL());'],
    ['as properties', 'const o = { fetch: 1, process() {} }; o.process(); console.log(o.fetch);'],
    ['as labels', 'process: for (;;) { break process; }'],
    [
      'as parameters, caught and taken apart',
      'const f = ({ URL }, [Buffer]) => { try { f(URL); } catch (fetch) { f(fetch, Buffer); } };',
    ],
    [
      'as names of function and class expressions',
      'console.log(function fetch() { fetch(); }, class URL { x = URL; });',
    ],
    [
      'declared after they are used',
      'fetch(); function fetch() {} var URL; console.log(URL, arguments.length);',
    ],
    [
      'that k6 has',
      'console.log(__ENV.A, __VU, __ITER, crypto.randomUUID(), new TextEncoder(), open, setTimeout, global);',
    ],
    [
      'that the language has',
      'console.log(Promise, Reflect, new.target, isNaN, undefined, eval, Intl, Symbol.iterator, escape);',
    ],
  ];
  for (const [title, source] of accepted)
    it(`are left alone ${title}`, async () => {
      expect(await verdict(`export default function main() { ${source} }`)).to.equal('accepted');
    });

  it('are left alone in what somebody else has bundled, which has parts for browsers and Node', async () => {
    const source = `import { f } from './lib.js';\nexport default () => f();`;
    const library = (head: string): Record<string, string> => ({
      'lib.js': `${head}\nexport const f = () => document.title + process.pid;\n`,
    });
    expect(await verdict(source, library(''))).to.match(/^lib\.js:2:24 .*`document`/);
    for (const head of [
      'var __webpack_modules__ = {};',
      '// node_modules/.pnpm/x@1/node_modules/x/index.js',
      '// ../node_modules/x/index.js',
      '\n'.repeat(1001),
    ])
      expect(await verdict(source, library(head)), head).to.equal('accepted');
    expect(await verdict(source, library('// see node_modules'))).to.match(/`document`/);
    expect(await verdict(source, library(`// ${'x'.repeat(2001)}`))).to.equal('accepted');
  });

  it('are taken from globalThis where the script has put them there', async () => {
    const { lines } = await runScript(
      `import './own.js';
       globalThis.counter = 0; global.fetch = (x) => x + counter;
       export default () => { counter++; console.log(fetch('f'), typeof counter, { counter }.counter, own, globalThis.counter); };`,
      {
        name: 'script.js',
        options: { vus: 2, iterations: 2 },
        files: { 'own.js': 'globalThis.own = "o";' },
      },
    );
    expect(lines).to.deep.equal(['f1 number 1 o 1', 'f1 number 1 o 1']);
  });

  it('are not excused by what another file asks for', async () => {
    const told = await verdict(
      `import { f } from './lib.js';\nexport default () => f(process.pid);`,
      {
        'lib.js': 'export const f = (x) => (typeof process === "object" ? process.pid : x);\n',
      },
    );
    expect(told).to.match(/^script\.ts:2:24 /);
  });
});
