import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { cli, root } from './testing/real-cli.ts';

describe('the command line', () => {
  it('says which version it is', async () => {
    const manifest = await readFile(join(root, 'package.json'), 'utf8');
    const { version } = JSON.parse(manifest) as { version: string };
    const { code, out } = await cli(['--version']);
    expect({ code, out }).to.deep.equal({ code: 0, out: `${version}\n` });
  });

  it('says of an option that it may be repeated, and shows no empty list', async () => {
    const { out } = await cli(['run', '--help']);
    expect(out).to.contain('may be repeated').and.not.contain('[]');
  });

  it('counts one fault as one', async () => {
    const { code, out } = await cli(['validate', 'half-open-storm']);
    expect(code).to.equal(0);
    expect(out).to.contain(' 1 fault, ');
  });

  const refused: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['a command without an address', ['run', 'soak', '--target-command', 'x'], /--target-url ws:/],
    ['a port that is none', ['serve', '--port', '99999'], /a port from 0 to 65535/],
    ['results that are not there', ['serve', '/no/such/place'], /no directory \/no\/such\/place/],
    ['more victims than there are', ['tour', 'half-open-storm', '--victims', '100'], /1 to 24/],
    [
      'a defect nobody planted',
      ['validate', 'soak', '--set', 'target.defect=late'],
      /late-cleanup/,
    ],
  ];
  for (const [what, words, message] of refused) {
    it(`refuses ${what} and says what to do`, async () => {
      const { code, err } = await cli(words);
      expect(err).to.match(message).and.not.contain('internal error');
      expect(code).to.equal(254);
    });
  }
});
