import { expect } from 'chai';
import { pointAtCompiled } from './point-at-compiled.ts';

const compiled = new Set(['faults/tap/main.js', 'loadtests/engine/script/compile-script.js']);
const point = (text: string): string => pointAtCompiled(text, 'faults/tap/start-tap.js', compiled);

describe('names of modules in the package', () => {
  it('follow the module they mean, beside the file or from the top', () => {
    expect(point(`new URL('main.ts', import.meta.url)`)).to.contain(`'main.js'`);
    expect(point(`from "../tap/main.ts"`)).to.equal(`from "../tap/main.js"`);
    expect(point(`args: ['faults/tap/main.ts']`)).to.equal(`args: ['faults/tap/main.js']`);
    expect(point(`bundle(at, 'script/compile-script.ts')`)).to.contain(`script.js'`);
    expect(point(`external: ['*/compile-script.ts']`)).to.contain(`'*/compile-script.js'`);
  });

  it('stay where nothing of that name was compiled, and in texts for people', () => {
    const text = `'Name a script: ws-chaos load script.ts' 'other.ts' '*/mpile-script.ts' \`main.ts\``;
    expect(point(text)).to.equal(text);
  });
});
