import { spawnSync } from 'node:child_process';
import { expect } from 'chai';

describe('short pauses', () => {
  const complaintsOf = (script: string): string =>
    spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }).stderr;

  it('are asked for by a flag that this V8 knows', () => {
    const module = new URL('short-pauses.ts', import.meta.url).href;
    const script = `import { keepPausesShort } from '${module}'; keepPausesShort();`;
    expect(complaintsOf(script)).to.equal('');
  });

  it('would complain about a flag that it does not know', () => {
    const script = `import v8 from 'node:v8'; v8.setFlagsFromString('--no-such-scavenge');`;
    expect(complaintsOf(script)).to.contain('no-such-scavenge');
  });
});
