import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { markedProcesses, runMark } from '../../harness/process/run-processes.ts';
import { systemClock } from '../../harness/process/system-clock.ts';
import { lookUntil } from '../../harness/process/time-limit.ts';
import { askTool } from './tool-shell.ts';

const ask = (tool: string, ...args: string[]): Promise<string> =>
  askTool(tool, args, 'Install it.');
/** The parent of what is started. */
const shellPid = async (): Promise<string> => (await ask('sh', '-c', 'echo $PPID')).trim();

describe('a tool asked by the shell that stays', () => {
  it('gives what it printed, its arguments as they are', async () => {
    const words = ['a  b', "it's", '$HOME', '`id`', '"', '*', '', 'x;exit 3', 'ü'];
    expect(await ask('printf', '%s|', ...words)).to.equal(words.map((word) => `${word}|`).join(''));
  });

  it('answers many who ask at once, each in turn, long and short', async () => {
    const numbers = Array.from({ length: 40 }, (_, index) => index);
    const answers = await Promise.all(
      numbers.map((number) =>
        number % 10 === 0 ? ask('seq', '1', '60000') : ask('echo', String(number)),
      ),
    );
    const long = Array.from({ length: 60_000 }, (_, index) => `${String(index + 1)}\n`).join('');
    expect(answers).to.deep.equal(
      numbers.map((number) => (number % 10 === 0 ? long : `${String(number)}\n`)),
    );
  });

  it('is started by one shell, and by another where that was killed', async () => {
    const first = await shellPid();
    expect(await shellPid()).to.equal(first);
    // in whatever state it is: it may not have come back to its next line yet
    const [, parent] = /\) \S (\d+) /.exec(await readFile(`/proc/${first}/stat`, 'utf8')) ?? [];
    expect(parent).to.equal(String(process.pid));
    const [killed] = await Promise.allSettled([ask('kill', '-9', first)]);
    expect(killed.status).to.equal('rejected');
    expect(await shellPid()).not.to.equal(first);
  });

  it('is no part of a run, which would have left it behind', async () => {
    const first = await shellPid();
    await ask('kill', '-9', first).catch(() => undefined);
    process.env[runMark] = 'tool-shell-test';
    try {
      await shellPid();
      const marked = (await markedProcesses()).filter(({ run }) => run === 'tool-shell-test');
      expect(marked).to.deep.equal([]);
    } finally {
      Reflect.deleteProperty(process.env, runMark);
    }
  });

  it('says why it failed', async () => {
    const missing = await ask('no-such-tool', '-x').catch((error: unknown) => error);
    expect(missing).to.include({ code: 'CHAOS_ERR_FAULT_INJECT', help: 'Install it.' });
    expect(String(missing)).to.match(/no-such-tool -x failed: .*not found/);
    const complaint = await ask('ls', '/nowhere/at/all').catch((error: unknown) => error);
    expect(String(complaint)).to.match(/ls \/nowhere\/at\/all failed: .*No such file/);
    expect(await ask('echo', 'goes on')).to.equal('goes on\n');
  });

  it('keeps no process alive, and ends with it', async () => {
    const script = `
      const { askTool } = await import(${JSON.stringify(import.meta.resolve('./tool-shell.ts'))});
      process.stdout.write(await askTool('sh', ['-c', 'echo $PPID'], ''));`;
    const args = ['--input-type=module', '--eval', script];
    const pid = execFileSync(process.execPath, args, { encoding: 'utf8', timeout: 10_000 }).trim();
    const ended = await lookUntil(systemClock, { withinMs: 10_000, everyMs: 5 }, async () => {
      const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => 'gone');
      return /^gone$|\) [ZX] /.test(state) ? true : undefined;
    });
    expect(ended).to.equal(true);
  });
});
