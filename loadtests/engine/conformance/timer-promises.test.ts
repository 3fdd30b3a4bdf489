import { expect } from 'chai';
import { runScript } from '../testing/run-script.ts';

/** What a timer has set going in promises is over before the next timer runs, however a script writes it. */
describe('promises between timers', () => {
  const ways = {
    'an async function':
      'const after = async (f) => { for (let i = 0; i < 5; i++) await i; f(); };',
    'Promise and then': 'const after = (f) => { Promise.resolve().then(() => 1).then(f); };',
    'a computed name': `const after = (f) => { (new (globalThis['Pro' + 'mise'])((r) => r()))['then'](f); };`,
  };
  for (const [name, after] of Object.entries(ways))
    it(`run before the next one with ${name}`, async () => {
      const { lines } = await runScript(`${after}
        export default function () {
          for (const n of [1, 2, 3])
            setTimeout(() => { console.log('timer', n); after(() => console.log('promise', n)); }, 5);
        }`);
      expect(lines).to.deep.equal([1, 2, 3].flatMap((n) => [`timer ${n}`, `promise ${n}`]));
    });
});
