import { expect } from 'chai';
import { originalColumn } from './edits.ts';
import { parseBundle } from './parse-bundle.ts';
import { rewriteBlocking, type Rewriting } from './rewrite.ts';

const prelude =
  'var module1 = __module("k6"); var sleep = module1.sleep; var group = module1.group; var check = module1.check;' +
  'var http = __module("k6/http"); ';

function rewriting(code: string): Rewriting {
  return rewriteBlocking(code, parseBundle(code));
}

/** What becomes of a script; the prelude is left out. */
function rewritten(source: string): string {
  const result = rewriting(prelude + source);
  if (!result.ok) throw new Error(result.refused.text);
  return result.rewritten.code.slice(prelude.length);
}

function refused(source: string): string {
  const result = rewriting(prelude + source);
  return result.ok ? 'accepted' : result.refused.text;
}

describe('blocking calls', () => {
  const cases: readonly [title: string, source: string, expected: string][] = [
    [
      'become waits in an exported function',
      'function main() { sleep(1); }',
      'async function main() { (await sleep(1)); }',
    ],
    [
      'carry over to the functions that call them',
      'function a() { b(); } const b = () => http.get("x");',
      'async function a() { (await b()); } const b = async () => (await http.get("x"));',
    ],
    [
      'leave functions alone that only mention them',
      'function a() { return sleep; } function c() { console.log(1); }',
      'function a() { return sleep; } function c() { console.log(1); }',
    ],
    [
      'are waited for in methods, by name',
      'class C { run() { sleep(1); } } function f(c) { c.run(); }',
      'class C { async run() { (await sleep(1)); } } async function f(c) { (await c.run()); }',
    ],
    [
      'are waited for in methods of objects',
      'var o = { run() { sleep(1); }, go: () => sleep(2) }; function f() { o.run(); o.go(); }',
      'var o = { async run() { (await sleep(1)); }, go: async () => (await sleep(2)) }; async function f() { (await o.run()); (await o.go()); }',
    ],
    [
      'are waited for inside a group',
      'function f() { group("a", () => { sleep(1); }); group("b", () => 1); }',
      'async function f() { (await group("a", async () => { (await sleep(1)); }, true)); group("b", () => 1); }',
    ],
    [
      'are waited for in array callbacks, one after the other',
      'function f(list) { list.forEach((x) => sleep(x)); return list.map((x) => x + 1); }',
      'async function f(list) { (await __each(list, "forEach", async (x) => (await sleep(x)))); return list.map((x) => x + 1); }',
    ],
    [
      'are waited for through parameters',
      'function retry(work) { return work(); } function f() { retry(() => http.get("x")); }',
      'async function retry(work) { return (await work()); } async function f() { (await retry(async () => (await http.get("x")))); }',
    ],
    [
      'are waited for by other names',
      'const { get } = http; const h = http; function f() { get("x"); h.post("y"); }',
      'const { get } = http; const h = http; async function f() { (await get("x")); (await h.post("y")); }',
    ],
    [
      'do not confuse a local of the same name',
      'function f() { const sleep = () => 1; sleep(); }',
      'function f() { const sleep = () => 1; sleep(); }',
    ],
    [
      'keep an async function of the author as it is and wait inside it',
      'async function f() { sleep(1); } function g() { f(); }',
      'async function f() { (await sleep(1)); } function g() { f(); }',
    ],
    [
      'may stand in event handlers and timers',
      'function f(ws) { ws.onopen = () => { sleep(1); }; setTimeout(() => sleep(1), 5); }',
      'function f(ws) { ws.onopen = async () => { (await sleep(1)); }; setTimeout(async () => (await sleep(1)), 5); }',
    ],
    [
      'do not touch asyncRequest',
      'function f() { http.asyncRequest("GET", "x"); }',
      'function f() { http.asyncRequest("GET", "x"); }',
    ],
    [
      'nest',
      'function f() { http.get(http.get("a").body); }',
      'async function f() { (await http.get((await http.get("a")).body)); }',
    ],
  ];
  for (const [title, source, expected] of cases)
    it(title, () => {
      expect(rewritten(source)).to.equal(expected);
    });

  const refusals: readonly [string, string, string][] = [
    [
      'a check',
      'function f() { check(1, { a: () => { sleep(1); } }); }',
      'the callback of check() cannot wait',
    ],
    [
      'a comparator',
      'function f(l) { l.sort((a, b) => { sleep(1); return a - b; }); }',
      'the callback of sort() cannot wait',
    ],
    ['a constructor', 'class C { constructor() { sleep(1); } }', 'a constructor cannot wait'],
    [
      'a getter',
      'var o = { get x() { return http.get("x"); } };',
      'a getter or setter cannot wait',
    ],
    ['a generator', 'function* f() { sleep(1); }', 'a generator cannot wait'],
  ];
  for (const [where, source, expected] of refusals)
    it(`are refused in ${where}`, () => {
      expect(refused(source)).to.equal(expected);
    });

  it('leave a way back to the columns of the source', () => {
    const source = `${prelude}\nfunction f() { sleep(1); boom(); }`;
    const result = rewriting(source);
    if (!result.ok) throw new Error('refused');
    const { code, shifts } = result.rewritten;
    const line = code.split('\n')[1] ?? '';
    const column = line.indexOf('boom') + 1;
    expect(originalColumn(shifts, 2, column)).to.equal(
      'function f() { sleep(1); boom(); }'.indexOf('boom') + 1,
    );
  });
});
