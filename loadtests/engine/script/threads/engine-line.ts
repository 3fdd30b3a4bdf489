/** A thread's line to the engine: tells it things, and asks it things while the script blocks. */

import type { MessagePort } from 'node:worker_threads';
import { TestAborted, type VirtualUser } from '../../user/virtual-user.ts';
import type { Mailbox } from './mailbox.ts';
import {
  revive,
  type FlatError,
  type FromThread,
  type Question,
  type SessionEvent,
  type SessionOrder,
  type ToMailbox,
} from './thread-messages.ts';

/** Thrown out of a blocking call whose iteration is cut. */
export class Interrupted extends TestAborted {}

interface Answer {
  readonly value?: unknown;
  readonly error?: FlatError;
}

export class EngineLine {
  /** The call of a script's function that runs now. */
  call = 0;
  /** Whose groups and tags go with a question. */
  user: VirtualUser | undefined;
  readonly #port: MessagePort;
  readonly #mailbox: Mailbox<ToMailbox>;
  readonly #later = new Map<number, (answer: Answer) => void>();
  readonly #listeners = new Map<number, (event: SessionEvent) => void>();
  #lastNumber = 0;
  #isInterrupted = false;

  constructor(port: MessagePort, mailbox: Mailbox<ToMailbox>) {
    this.#port = port;
    this.#mailbox = mailbox;
  }

  /** A new call: what was meant for the last one is forgotten. */
  begin(call: number): void {
    this.call = call;
    this.#isInterrupted = false;
    this.#mailbox.forget();
  }

  tell(message: FromThread): void {
    this.#port.postMessage(message);
  }

  /** Blocks until the engine has answered. Throws its error, or Interrupted. */
  ask(question: Question): unknown {
    const ask = this.#put(question, false);
    const letter = this.#take((one) => one.kind === 'answer' && one.ask === ask);
    return letter?.kind === 'answer' ? valueOf(letter) : undefined;
  }

  /** The same without blocking. */
  askLater(question: Question): Promise<unknown> {
    const ask = this.#put(question, true);
    return new Promise((resolve, reject) => {
      this.#later.set(ask, (answer) => {
        if (answer.error === undefined) resolve(answer.value);
        else reject(revive(answer.error));
      });
    });
  }

  /** The answer to `askLater` has come, by the event loop. */
  answered(ask: number, answer: Answer): void {
    this.#later.get(ask)?.(answer);
    this.#later.delete(ask);
  }

  /** Nothing of this thread runs for so long. Throws Interrupted. */
  sleep(ms: number): void {
    this.#take(() => false, ms);
  }

  openSession(order: SessionOrder): number {
    const session = ++this.#lastNumber;
    this.order(session, order);
    return session;
  }

  /** The same, with its events by the event loop. */
  listen(order: SessionOrder, listener: (event: SessionEvent) => void): number {
    const session = this.openSession(order);
    this.#listeners.set(session, listener);
    return session;
  }

  /** No event of this connection is heard any more. */
  unlisten(session: number): void {
    this.#listeners.delete(session);
  }

  /** An event has come by the event loop. */
  happened(session: number, event: SessionEvent): void {
    this.#listeners.get(session)?.(event);
  }

  order(session: number, order: SessionOrder): void {
    this.tell({ kind: 'session', session, order });
  }

  /** The next event of a session; undefined when none came in time. Throws Interrupted. */
  nextEvent(session: number, timeoutMs: number): SessionEvent | undefined {
    const letter = this.#take(
      (one) => one.kind === 'session' && one.session === session,
      timeoutMs,
    );
    return letter?.kind === 'session' ? letter.event : undefined;
  }

  #put(question: Question, isLater: boolean): number {
    const ask = ++this.#lastNumber;
    const { groupPath: group = '', vuTags: tags = null } = this.user ?? {};
    this.tell({ kind: 'ask', ask, isLater, question, group, tags });
    return ask;
  }

  #take(isWanted: (letter: ToMailbox) => boolean, timeoutMs?: number): ToMailbox | undefined {
    // a script that catches the first one does not get to block again
    if (this.#isInterrupted) throw new Interrupted('interrupted');
    const letter = this.#mailbox.take(
      (one) => (one.kind === 'interrupt' ? one.call === this.call : isWanted(one)),
      timeoutMs,
    );
    if (letter?.kind !== 'interrupt') return letter;
    this.#isInterrupted = true;
    throw new Interrupted('interrupted');
  }
}

function valueOf({ value, error }: Answer): unknown {
  if (error !== undefined) throw revive(error);
  return value;
}
