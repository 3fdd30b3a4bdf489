import { expect } from 'chai';
import { mkdtempDisposable, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installStandIn, type Misbehaviour } from '../drivers/testing/install-stand-in.ts';
import { comparisonTable, compareRecordings } from './compare-recordings.ts';
import { parityScripts, scriptName } from './parity-scripts.ts';
import { recordingOf, type Recording } from './recording.ts';
import { runParity } from './run-parity.ts';

const only = (name: string): string[] => parityScripts.filter((path) => scriptName(path) === name);

async function parity(
  misbehaviour: Misbehaviour,
  scripts: readonly string[],
): Promise<{ code: number; text: string; files: readonly string[]; echo: string }> {
  await using directory = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-parity-test-'));
  const { path } = await installStandIn(directory.path, misbehaviour);
  const out = join(directory.path, 'out');
  let text = '';
  const write = (more: string): void => void (text += more);
  const code = await runParity({ env: { K6: path }, out, scripts, write });
  const files = await readdir(out);
  const echo = await readFile(join(out, 'echo.json'), 'utf8').catch(() => '');
  return { code, text, files, echo };
}

describe('parity of the two engines, with a stand-in for k6', function () {
  this.timeout(180_000); // some fifteen processes, one after the other
  this.slow(30_000);

  it('passes where the figures of every script are the same', async () => {
    const { code, text, files, echo } = await parity('none', parityScripts);
    expect(code, text).to.equal(0);
    expect(text).to.contain(', 0 differ').and.not.contain('✗');
    expect(files).to.have.length(parityScripts.length);
    const { k6 } = JSON.parse(echo) as { k6: Recording };
    expect(k6).to.deep.include({ exitCode: 0, checks: { 'the echo is what was sent': '30/30' } });
    expect(k6.counters).to.include({ my_echoes: 30, ws_sessions: 6, ws_msgs_received: 30 });
    expect(k6.samples).to.include({ my_round_trip: 30, iteration_duration: 6 });
    expect(k6.rates).to.deep.equal({ my_right: '30/30' });
    expect(k6.thresholds).to.include({ 'my_echoes: count==30': true });
    for (const exitCode of ['99', '107', '108'])
      expect(text).to.match(new RegExp(`exit code +${exitCode} +${exitCode}`));
  });

  it('fails where a message is missing', async () => {
    const { code, text } = await parity('drop', only('echo'));
    expect(code).to.equal(1);
    expect(text)
      .to.match(/✗ echo +counters ws_msgs_received +30 +29/)
      .and.contain(', 1 differ');
  });

  it('fails where k6 ends with another exit code', async () => {
    const { code, text } = await parity('refuse', only('aborted'));
    expect(code).to.equal(1);
    expect(text).to.match(/✗ aborted +exit code +108 +104/);
  });

  it('says so where there is no k6', async () => {
    let text = '';
    const write = (more: string): void => void (text += more);
    const code = await runParity({ env: { PATH: '' }, out: '/nowhere', write });
    expect(code).to.equal(2);
    expect(text).to.contain('nothing was compared: no k6 was found').and.contain('TOOL_MISSING');
  });
});

describe('recordings', () => {
  it('are empty for an engine that reported nothing', () => {
    const nothing = { checks: {}, counters: {}, rates: {}, samples: {}, thresholds: {} };
    expect(recordingOf(null, ['', '{'], '')).to.deep.equal({ exitCode: null, ...nothing });
  });

  it('differ in what only one of them has', () => {
    const none = recordingOf(0, [], '');
    const one = { ...none, checks: { fine: '1/1' }, thresholds: { 'a: b': false } };
    const rows = compareRecordings('s', none, one);
    expect(rows.map(({ isSame }) => isSame)).to.deep.equal([true, false, false]);
    expect(comparisonTable(rows).split('\n').at(-1)).to.equal(
      '✗ s       thresholds a: b  –         failed',
    );
  });
});
