import { expect } from 'chai';
import { ChaosError } from '../../harness/contracts/errors.ts';
import { runTool } from './run-tool.ts';

async function codeOf(run: Promise<string>): Promise<string> {
  const error: unknown = await run.catch((reason: unknown) => reason);
  return error instanceof ChaosError ? error.code : `no error: ${String(error)}`;
}

describe('a tool of the system', () => {
  const help = 'Install it.';

  it('gives what it printed, and takes what is put in', async () => {
    expect(await runTool('cat', [], { input: 'some text', help })).to.equal('some text');
  });

  it('is complained of where it complains, and where it is not there', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => {
      unhandled.push(reason);
    };
    process.on('unhandledRejection', note);
    expect(await codeOf(runTool('cat', ['/nowhere'], { help }))).to.equal('CHAOS_ERR_FAULT_INJECT');
    expect(await codeOf(runTool('no-such-tool', [], { help }))).to.equal('CHAOS_ERR_FAULT_INJECT');
    process.off('unhandledRejection', note);
    expect(unhandled).to.deep.equal([]);
  });
});
