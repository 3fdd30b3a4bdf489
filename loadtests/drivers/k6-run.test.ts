import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installStandIn } from './testing/install-stand-in.ts';

const main = fileURLToPath(new URL('../../harness/main.ts', import.meta.url));

async function run(
  k6: string | undefined,
  ...words: readonly string[]
): Promise<{ code: number; text: string }> {
  const env = { ...process.env, K6: k6 ?? '/nowhere/k6' };
  const child = spawn(process.execPath, [main, 'run', ...words, '--engine', 'k6'], { env });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (text += String(chunk)));
  const [code] = (await once(child, 'close')) as [number];
  return { code, text };
}

const short = ['baseline=1s', 'chaos=1500ms', 'recovery=1500ms'].flatMap((phase) => [
  '--set',
  `phases.${phase}`,
]);

describe('a run with --engine k6', function () {
  this.timeout(120_000);
  this.slow(30_000);

  it('ends in a verdict, with the load of a stand-in for k6', async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-k6-run-'));
    const { path } = await installStandIn(directory.path);
    const out = join(directory.path, 'run');
    const toVerdict = () => run(path, 'silent-event-loss', '--out', out, ...short);
    const first = await toVerdict();
    // one that ends unknown says nothing: the machine was too busy for it
    const { code, text } = first.code === 2 ? await toVerdict() : first;
    expect(code, text).to.equal(0);
    expect(text)
      .to.match(/PASS .*12 healthy connections kept/)
      .and.contain('--engine k6');
    const history = await readFile(join(out, 'history.ndjson'), 'utf8');
    expect(history.match(/"kind":"client.open"/g)).to.have.length(18);
    expect(history).to.contain('"kind":"client.gap-filled"');
  });

  it('is refused before anything starts when a fault needs our own engine', async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-k6-run-'));
    const { path } = await installStandIn(directory.path);
    const { code, text } = await run(path, 'half-open-storm', '--out', join(directory.path, 'run'));
    expect(code).to.equal(254);
    expect(text).to.contain('CHAOS_ERR_FAULT_NEEDS').and.contain('--engine embedded');
  });

  it('says what is missing where there is no k6', async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-k6-run-'));
    const out = join(directory.path, 'run');
    const { code, text } = await run(undefined, 'silent-event-loss', '--out', out);
    expect(code).to.equal(2);
    expect(text).to.contain('CHAOS_ERR_TOOL_MISSING').and.contain('K6 names /nowhere/k6');
  });
});
