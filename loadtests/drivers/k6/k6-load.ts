/** The life of one k6 in a run: from its first sample to its summary, told in history events. */

import type { Clock } from '../../../harness/contracts/clock.ts';
import { ChaosError, type ErrorCode } from '../../../harness/contracts/errors.ts';
import type { LoadRequest } from '../../../harness/contracts/load.ts';
import type { Exit } from '../../../harness/process/stop-process.ts';
import { LogEvents } from '../../engine/log-events.ts';
import { exitMeaning } from './exit-meaning.ts';
import { startK6, type K6Order, type K6Process } from './k6-process.ts';
import type { LinePipe } from './line-pipe.ts';
import { parseLogLine } from './log-lines.ts';
import { SampleEvents } from './sample-events.ts';
import { summaryEvents } from './summary-events.ts';

/** What k6 may take for `teardown` and its summary beyond the grace of its users. */
const summaryWithinMs = 5000;
/** Of what it wrote to stderr, kept for the message when it ends badly. */
const lastLines = 8;
/** We asked it to end by SIGINT. */
const interruptedCode = 105;

export interface K6LoadParts {
  readonly clock: Clock;
  readonly request: LoadRequest;
  /** What k6 calls itself. */
  readonly version: string;
  /** The text of the summary file after the end; empty where there is none. */
  readonly readSummary: () => Promise<string>;
  /**
   * Called with the first sample, when k6 has opened what it reads and writes (a pipe left by a killed harness would
   * hold up whoever reads the run directory), and again when nothing is read or written any more.
   */
  readonly removeFiles: (files: 'opened' | 'all') => Promise<void>;
}

export class K6Load {
  readonly #parts: K6LoadParts;
  readonly #samples: SampleEvents;
  readonly #log: LogEvents;
  readonly #lastWords: string[] = [];
  readonly #ready = Promise.withResolvers<undefined>();
  #process: K6Process | undefined;
  #isReady = false;
  #isEnding = false;
  #finished: Promise<void> = Promise.resolve();

  constructor(parts: K6LoadParts) {
    this.#parts = parts;
    const { request } = parts;
    this.#samples = new SampleEvents(parts.clock, (event) => {
      if (event.kind === 'load.sample') this.#log.flush();
      request.onEvents([event]);
    });
    this.#log = new LogEvents((event) => {
      request.onEvents([event]);
    });
    this.#ready.promise.catch(() => undefined);
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  /** Resolves with the first sample; rejects when k6 ends before. */
  get ready(): Promise<undefined> {
    return this.#ready.promise;
  }

  /** Resolves when k6 is gone and all it reported has been told. */
  get finished(): Promise<void> {
    return this.#finished;
  }

  /** Rejects when the program cannot be executed. */
  async start(command: Omit<K6Order, 'onLogLine'>, pipe: LinePipe): Promise<void> {
    const process = await startK6({
      ...command,
      onLogLine: (line) => {
        this.#takeLogLine(line);
      },
    });
    this.#process = process;
    this.#log.add('info', this.#parts.version);
    this.#finished = process.exited.then(async (exit) => {
      await pipe.end();
      await this.#ended(exit);
    });
    this.#finished.catch(() => undefined);
  }

  /** A line of its samples. */
  takeLine(line: string): void {
    if (!this.#isReady) {
      this.#isReady = true;
      const removed = this.#parts.removeFiles('opened');
      const { clock, request } = this.#parts;
      const users = request.plan.load.users.length;
      request.onEvents([{ kind: 'load.ready', users, atUs: clock.nowUs() }]);
      this.#ready.resolve(removed.then(() => undefined));
    }
    this.#samples.takeLine(line);
  }

  /** SIGINT, which k6 takes for: end the users, run teardown, write the summary. SIGKILL when it does not. */
  async stop(graceMs: number): Promise<void> {
    if (!this.#isEnding) this.#process?.signal('SIGINT');
    this.#isEnding = true;
    const cancel = new AbortController();
    const kill = this.#parts.clock.delay(graceMs + summaryWithinMs, cancel.signal).then(
      () => {
        this.#process?.signal('SIGKILL');
      },
      () => undefined,
    );
    await this.#finished;
    cancel.abort();
    await kill;
  }

  kill(): void {
    this.#isEnding = true;
    this.#process?.signal('SIGKILL');
  }

  /** An error with what k6 said last. */
  problem(code: ErrorCode, message: string): ChaosError {
    const said =
      this.#lastWords.length === 0 ? '' : `; its last words:\n${this.#lastWords.join('\n')}`;
    return new ChaosError(code, `${message}${said}`, {
      help: 'Correct what it says, or run with --engine embedded.',
    });
  }

  #takeLogLine(line: string): void {
    const { level, text } = parseLogLine(line);
    this.#lastWords.push(text);
    if (this.#lastWords.length > lastLines) this.#lastWords.shift();
    this.#log.add(level, text);
  }

  async #ended(exit: Exit): Promise<void> {
    const { isOrderly, text, errorCode } = exitMeaning(exit);
    const { clock, request, readSummary, removeFiles } = this.#parts;
    const summary = await readSummary();
    await removeFiles('all');
    if (!this.#isReady) {
      this.#ready.reject(this.problem(errorCode, `k6 ended before its first sample (${text})`));
      return;
    }
    this.#samples.end();
    request.onEvents(summaryEvents(summary, this.#samples.kinds, clock.nowUs()));
    const isAsked = this.#isEnding && exit.code === interruptedCode;
    if (!isOrderly && !isAsked) this.#log.add('error', this.#deathNote(text));
    else this.#log.add('info', `k6 ended (${text})`);
    this.#log.flush();
    if (!isOrderly && !this.#isEnding) request.onExit(exit.code, exit.signal);
  }

  #deathNote(text: string): string {
    const { code, message } = this.problem('CHAOS_ERR_LOAD_DIED', `k6 ended (${text})`);
    return `${message} [${code}]`;
  }
}
