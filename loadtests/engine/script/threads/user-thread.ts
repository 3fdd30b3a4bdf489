/** The engine's side of one user's thread: starts it, calls functions of the script, answers its questions. */

import { MessageChannel, Worker } from 'node:worker_threads';
import { alarmAfter, monotonicMs } from '../../timers.ts';
import type { VirtualUser } from '../../user/virtual-user.ts';
import type { CompiledScript } from '../compiled-script.ts';
import { Postman } from './mailbox.ts';
import { isTold, takeTold } from './told.ts';
import { ThreadServices } from './thread-services.ts';
import {
  revive,
  type FromThread,
  type ThreadFacts,
  type ThreadOrder,
  type ToLoop,
  type ToMailbox,
  type UserState,
} from './thread-messages.ts';

/** What a script may take to leave a call that is cut; then its thread is ended. */
const leaveWithinMs = 2000;

export interface ThreadCode {
  readonly script: CompiledScript;
  /** `thread-main.ts` as one piece of JavaScript. */
  readonly program: string;
  readonly sharedArrays: Map<string, readonly string[]>;
}

interface Call {
  readonly number: number;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class UserThread {
  readonly #user: VirtualUser;
  readonly #code: ThreadCode;
  #worker: Worker | undefined;
  #postman: Postman<ToMailbox> | undefined;
  #services: ThreadServices | undefined;
  #facts: Promise<ThreadFacts>;
  #call: Call | undefined;
  #lastCall = 0;
  #lastCut = 0;
  /** Resolves when a call that was cut has ended. */
  #left: Promise<void> = Promise.resolve();
  #leave: () => void = () => undefined;

  constructor(user: VirtualUser, code: ThreadCode) {
    this.#user = user;
    this.#code = code;
    this.#facts = this.#start();
  }

  /** Rejects with what the script's init code threw. */
  get facts(): Promise<ThreadFacts> {
    return this.#facts;
  }

  /** Settles when the function and everything it started has ended; never, when it is cut. */
  async call(name: string, argument: unknown): Promise<unknown> {
    const number = ++this.#lastCall;
    const settled = this.#user.pend(() => {
      this.#interrupt(number);
    });
    await this.#left;
    await this.#facts;
    if (this.#lastCut === number) return undefined;
    return new Promise((resolve, reject) => {
      this.#worker?.ref();
      this.#call = {
        number,
        resolve: (value) => {
          resolve(value);
          settled();
        },
        reject: (error) => {
          reject(error);
          settled();
        },
      };
      const state = stateOf(this.#user);
      this.#post({ kind: 'call', call: number, name, argument, state });
    });
  }

  async close(): Promise<void> {
    this.#leave();
    this.#postman?.close();
    await this.#worker?.terminate();
  }

  #post(message: ToLoop): void {
    this.#worker?.postMessage(message);
  }

  #start(): Promise<ThreadFacts> {
    const { port1, port2 } = new MessageChannel();
    const postman = new Postman<ToMailbox>(port1);
    const { idInTest, idInInstance, env } = this.#user;
    const { script, program, sharedArrays } = this.#code;
    const order: ThreadOrder = {
      ...{ script, idInTest, idInInstance, env: { ...env } },
      isPlanned: this.#user.context.ledger !== undefined,
      ...{ signal: postman.signal, mailbox: port2 },
    };
    const worker = new Worker(program, { eval: true, workerData: order, transferList: [port2] });
    this.#postman = postman;
    this.#worker = worker;
    this.#services = new ThreadServices(this.#user, {
      sharedArrays,
      post: (letter) => {
        postman.post(letter);
      },
      tellLoop: (message) => {
        worker.postMessage(message);
      },
    });
    return new Promise((resolve, reject) => {
      worker.on('message', (message: FromThread) => {
        if (message.kind === 'started') {
          worker.unref();
          resolve(message.facts);
        } else if (message.kind === 'failed') {
          reject(revive(message.error));
          void worker.terminate();
        } else this.#take(message);
      });
      worker.on('error', (error: Error) => {
        reject(error);
        this.#call?.reject(error);
      });
    });
  }

  #take(message: FromThread): void {
    if (message.kind === 'done') this.#done(message);
    else if (isTold(message)) takeTold(message, this.#user.context);
    else this.#services?.take(message);
  }

  #done({ call, value, error }: Extract<FromThread, { readonly kind: 'done' }>): void {
    if (this.#call?.number !== call) return;
    this.#leave();
    const { resolve, reject } = this.#call;
    this.#call = undefined;
    this.#worker?.unref();
    if (error === undefined) resolve(value);
    else reject(revive(error));
  }

  /** Wakes the script where it blocks; a thread that does not come out is ended and made anew. */
  #interrupt(number: number): void {
    this.#lastCut = number;
    this.#postman?.post({ kind: 'interrupt', call: number });
    this.#post({ kind: 'interrupt', call: number });
    this.#services?.forget();
    if (this.#call?.number !== number) return;
    this.#left = new Promise((resolve) => {
      const overdue = alarmAfter(leaveWithinMs, () => {
        this.#replace();
        resolve();
      });
      this.#leave = () => {
        overdue.cancel();
        resolve();
      };
    });
  }

  #replace(): void {
    const { context, idInTest } = this.#user;
    context.log('warn', `the script of user ${idInTest} did not stop: its thread is made anew`);
    this.#postman?.close();
    void this.#worker?.terminate();
    this.#facts = this.#start();
  }
}

function stateOf(user: VirtualUser): UserState {
  const { context, scenario, phase, env, iteration } = user;
  const { iterationInScenario, iterationInTest, iterationInInstance } = user;
  const { name = '', executor = '', startTimeMs = 0, tags = {} } = scenario ?? {};
  return {
    ...{ phase, iteration, iterationInScenario, iterationInTest, iterationInInstance },
    env: { ...env },
    scenario:
      scenario === null ? null : { name, executor, startTimeMs, tags, env: { ...scenario.env } },
    elapsedMs: context.startedMs === 0 ? 0 : monotonicMs() - context.startedMs,
    options: context.options,
    runTags: context.runTags,
  };
}
