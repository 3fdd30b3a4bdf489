import { expect } from 'chai';
import { ChaosError } from '../../../harness/contracts/errors.ts';
import { withEnoughTime } from '../testing/enough-time.ts';
import { runScript } from '../testing/run-script.ts';

describe('built-in libraries', () => {
  it('serve k6-utils of any version, without a download', async () => {
    const { lines } = await runScript(
      `
      import { randomIntBetween, randomItem, randomString, uuidv4, findBetween } from 'https://jslib.k6.io/k6-utils/1.4.0/index.js';
      export default () => {
        console.log([...Array(50)].every(() => { const n = randomIntBetween(2, 4); return n >= 2 && n <= 4; }));
        console.log(['a', 'b'].includes(randomItem(['a', 'b'])), /^[xy]{5}$/.test(randomString(5, 'xy')));
        console.log(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(uuidv4()));
        console.log(findBetween('<b>1</b><b>2</b>', '<b>', '</b>'), findBetween('<b>1</b><b>2</b>', '<b>', '</b>', true).join(), findBetween('x', '<', '>'));
      };`,
      { name: 'script.js' },
    );
    expect(lines).to.deep.equal(['true', 'true true', 'true', '1 1,2 null']);
  });

  it('give the same choices for the same seed', async () => {
    const source = `import { randomSeed } from 'k6'; import { randomString } from 'https://jslib.k6.io/k6-utils/1.2.0/index.js';
      randomSeed(7); export default () => console.log(randomString(8), Math.random());`;
    const settings = { name: 'script.js' };
    const [first, second] = [await runScript(source, settings), await runScript(source, settings)];
    expect(first.lines).to.deep.equal(second.lines);
  });

  const utils = (names: string): string =>
    `import { ${names} } from 'https://jslib.k6.io/k6-utils/1.5.0/index.js';`;

  it('wait for checks that are promises, as of k6-utils 1.5', async () => {
    const { lines, errors, test } = await runScript(
      `${utils('check')} export default async () => {
        console.log(check(1, { one: (x) => x === 1 }), await check(2, { later: async (x) => x === 2, never: async () => false }));
        console.log(await check(Promise.resolve(3), { three: (x) => x === 3 }));
        await check(4, { broken: async () => { throw new Error('broken'); } }); };`,
      { name: 'script.js' },
    );
    expect(lines).to.deep.equal(['true false', 'true']);
    expect(errors[0]).to.match(/^Error: broken/);
    const counts = test.context.checks
      .all()
      .map(({ name, passes, fails }) => [name, passes, fails]);
    expect(counts).to.deep.equal([
      ...[
        ['one', 1, 0],
        ['later', 1, 0],
        ['never', 0, 1],
        ['three', 1, 0],
        ['broken', 0, 1],
      ],
    ]);
  });

  it('know the stage of the scenario, and tag with it', async () => {
    const stagesOf = (scale: number): string => `${utils(
      'getCurrentStageIndex, tagWithCurrentStageIndex, tagWithCurrentStageProfile',
    )}
       import { Counter } from 'k6/metrics'; const c = new Counter('c');
       const stages = [{ duration: '0s', target: 1 }, { duration: '${100 * scale}ms', target: 1 }, { duration: '${150 * scale}ms', target: 0 }];
       export const options = { scenarios: { s: { executor: 'ramping-vus', startVUs: 0, stages } } };
       export default async () => { tagWithCurrentStageIndex(); tagWithCurrentStageProfile(); c.add(1); console.log(getCurrentStageIndex());
         await new Promise((r) => setTimeout(r, 20)); };`;
    const { lines, samples } = await withEnoughTime(
      (scale) => runScript(stagesOf(scale), { name: 'script.js' }),
      (ran) => new Set(ran.lines).size > 1,
    );
    expect(new Set(lines)).to.deep.equal(new Set(['1', '2']));
    const tags = samples.filter(({ metric }) => metric.name === 'c').map((sample) => sample.tags);
    expect(tags[0]).to.include({ stage: '1', stage_profile: 'steady' });
    expect(tags.at(-1)).to.include({ stage: '2', stage_profile: 'ramp-down' });
  });

  it('have no current stage where the scenario has none', async () => {
    const { errors } = await runScript(
      `${utils('getCurrentStageIndex')} export default () => getCurrentStageIndex();`,
      { name: 'script.js' },
    );
    expect(errors[0]).to.match(/only scenarios with stages/);
  });

  it('make stages after a bell curve', async () => {
    const { lines } = await runScript(
      `${utils('normalDistributionStages')} const stages = normalDistributionStages(10, 20, 6);
       export default () => console.log(JSON.stringify(stages.map((s) => s.target)), stages[0].duration);`,
      { name: 'script.js' },
    );
    expect(lines).to.deep.equal(['[2,7,10,7,2,0] 3.3333333333333335s']);
  });

  it('write thresholds as JUnit', async () => {
    const { lines } = await runScript(
      `import { jUnit } from 'https://jslib.k6.io/k6-summary/0.1.0/index.js';
       const metrics = { 'c{a:"b"}': { type: 'counter', contains: 'default', values: { count: 3 }, thresholds: { 'count<3': { ok: false }, 'count>1': { ok: true } } } };
       export default () => console.log(jUnit({ metrics }, { name: 'mine' }));`,
      { name: 'script.js' },
    );
    expect(lines[0]).to.include('<testsuite name="mine" tests="2" failures="1">');
    expect(lines[0]).to.include(
      '<testcase name="c{a:&quot;b&quot;} - count&lt;3" classname="Unnamed folder"><failure message="count=3" /></testcase>',
    );
  });

  it('read CSV as Papa Parse does', async () => {
    const { lines } = await runScript(
      `import papaparse, { parse } from 'https://jslib.k6.io/papaparse/5.1.1/index.js';
       const log = (value) => console.log(JSON.stringify(value));
       export default () => {
         log(papaparse.parse('a,b\\n1,"x, ""y"""\\n').data);
         log(parse('a;b\\n1;true\\n2;x;y\\n', { header: true, dynamicTyping: true, skipEmptyLines: true }));
         log(parse('# no\\na\\tb\\n', { comments: '#', preview: 1, delimiter: '\\t', transform: (v) => v + '!' }).data);
         log(parse('a,b\\n"1,2', {}).errors.map((e) => e.type));
         try { parse('a', { worker: true }); } catch (e) { log(e.message); }
       };`,
      { name: 'script.js' },
    );
    expect(lines.map((line) => JSON.parse(line) as unknown)).to.deep.equal([
      [['a', 'b'], ['1', 'x, "y"'], ['']],
      {
        data: [
          { a: 1, b: true },
          { a: 2, b: 'x', __parsed_extra: ['y'] },
        ],
        errors: [
          {
            type: 'FieldMismatch',
            code: 'TooManyFields',
            message: 'expected 2 fields, but there are 3',
            row: 1,
          },
        ],
        meta: { delimiter: ';', fields: ['a', 'b'] },
      },
      [['a!', 'b!']],
      ['Quotes'],
      'papaparse: `worker` is not built in; save the library beside the script',
    ]);
  });

  it('have URL, which is no global on k6', async () => {
    const { lines } = await runScript(
      `import { URL } from 'https://jslib.k6.io/url/1.0.0/index.js';
       const url = new URL('wss://h/p'); url.searchParams.append('q', 'a b');
       export default () => console.log(url.toString());`,
      { name: 'script.js' },
    );
    expect(lines).to.deep.equal(['wss://h/p?q=a+b']);
  });

  it('are all there is from elsewhere: the error says what to do', async () => {
    const error: unknown = await runScript(
      `import { htmlReport } from 'https://raw.githubusercontent.com/x/y/main/bundle.js'; export default () => htmlReport();`,
    ).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(ChaosError);
    const { code, message, help, position } = error as ChaosError;
    expect(code).to.equal('CHAOS_ERR_LOAD_UNSUPPORTED');
    expect(message).to.include('https://raw.githubusercontent.com/x/y/main/bundle.js');
    expect(help).to.include('save the file beside the script');
    expect(position).to.include({ line: 1 });
  });
});
