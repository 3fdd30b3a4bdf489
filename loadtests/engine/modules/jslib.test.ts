import { expect } from 'chai';
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
    const { lines, samples } = await runScript(
      `${utils('getCurrentStageIndex, tagWithCurrentStageIndex, tagWithCurrentStageProfile')}
       import { Counter } from 'k6/metrics'; const c = new Counter('c');
       const stages = [{ duration: '0s', target: 1 }, { duration: '100ms', target: 1 }, { duration: '150ms', target: 0 }];
       export const options = { scenarios: { s: { executor: 'ramping-vus', startVUs: 0, stages } } };
       export default async () => { tagWithCurrentStageIndex(); tagWithCurrentStageProfile(); c.add(1); console.log(getCurrentStageIndex());
         await new Promise((r) => setTimeout(r, 20)); };`,
      { name: 'script.js' },
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
});
