/**
 * Has tools that are asked again and again started by a small shell that stays. To start one from this process stops
 * everything else in it for 10 to 40 ms, because the kernel copies the books of all its memory, and a shell has none.
 */

import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { runMark } from '../../harness/process/run-processes.ts';
import { toolFailed } from './run-tool.ts';

/** Each line is a command; its answer ends with a NUL, its exit code and the end of the line. */
const loop = `while IFS= read -r command; do eval "$command" 2>&1; printf '\\0%d\\n' $?; done`;
const end = /^([^\0]*)\0(\d+)\n/;

interface Asked {
  readonly answered: (text: string, code: number) => void;
  readonly failed: (error: Error) => void;
}

/** As pipes of a child are. */
interface Holding {
  ref(): void;
  unref(): void;
}

class ToolShell {
  readonly #in: Writable & Holding;
  readonly #out: Readable & Holding;
  readonly #asked: Asked[] = [];
  #text = '';
  #gone: Error | undefined;

  constructor() {
    // It is of no run, so none has left it behind: it reads its end when this process ends, however.
    const env = { ...process.env, [runMark]: undefined };
    const child = spawn('sh', ['-c', loop], { stdio: ['pipe', 'pipe', 'ignore'], env });
    this.#in = child.stdin as Writable & Holding;
    this.#out = child.stdout as Readable & Holding;
    // Nor does it keep this process.
    for (const part of [child, this.#in, this.#out]) part.unref();
    this.#in.on('error', () => undefined);
    this.#out.setEncoding('utf8').on('data', (part: string) => {
      this.#take(part);
    });
    child.on('error', (error) => {
      this.#fail(error);
    });
    child.on('close', () => {
      this.#fail(new Error('the shell that starts it has ended'));
    });
  }

  get isGone(): boolean {
    return this.#gone !== undefined;
  }

  ask(command: string): Promise<{ readonly text: string; readonly code: number }> {
    return new Promise((resolve, reject) => {
      const answered = (text: string, code: number): void => {
        resolve({ text, code });
      };
      this.#asked.push({ answered, failed: reject });
      this.#out.ref();
      this.#in.write(`${command}\n`);
    });
  }

  #take(part: string): void {
    this.#text += part;
    if (!part.includes('\n')) return;
    for (let found = end.exec(this.#text); found !== null; found = end.exec(this.#text)) {
      const [whole, text = '', code] = found;
      this.#text = this.#text.slice(whole.length);
      this.#asked.shift()?.answered(text, Number(code));
    }
    if (this.#asked.length === 0) this.#out.unref();
  }

  #fail(error: Error): void {
    this.#gone = error;
    for (const { failed } of this.#asked.splice(0)) failed(error);
  }
}

let shell: ToolShell | undefined;

/** What the tool printed. Rejects with CHAOS_ERR_FAULT_INJECT where it is not there or complains. */
export async function askTool(
  tool: string,
  args: readonly string[],
  help: string,
): Promise<string> {
  if (shell === undefined || shell.isGone) shell = new ToolShell();
  const words = [tool, ...args].map(quoted).join(' ');
  const command = `PATH=${quoted(process.env['PATH'] ?? '')} ${words}`;
  try {
    const { text, code } = await shell.ask(command);
    if (code === 0) return text;
    throw new Error(text.trim());
  } catch (error) {
    throw toolFailed(tool, args, { help, cause: error });
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
