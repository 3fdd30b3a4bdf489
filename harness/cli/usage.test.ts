import { mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { sampleVerdict } from '../report/testing/sample-run.ts';
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

  it('ends a comparison with 1 where a check became worse, if asked to', async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-compare-'));
    const [good, bad] = ['good', 'bad'].map((name) => join(directory.path, `${name}.json`));
    await writeFile(good ?? '', JSON.stringify(sampleVerdict('good')));
    await writeFile(bad ?? '', JSON.stringify(sampleVerdict('bad')));
    const compared = async (...words: string[]): Promise<number | null> =>
      (await cli(['compare', good ?? '', ...words])).code;
    expect(await compared(bad ?? '')).to.equal(0);
    expect(await compared(bad ?? '', '--exit-code')).to.equal(1);
    expect(await compared(good ?? '', '--exit-code')).to.equal(0);
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
