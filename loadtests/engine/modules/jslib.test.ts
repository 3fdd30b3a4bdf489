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
});
