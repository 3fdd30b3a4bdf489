/** Letters for a thread whose script blocks: posted by the engine, taken by waiting for a signal. */

import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';

/** Posts and rings. */
export class Postman<Letter> {
  readonly signal = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  readonly #bell = new Int32Array(this.signal);
  readonly #port: MessagePort;

  constructor(port: MessagePort) {
    this.#port = port;
  }

  post(letter: Letter): void {
    this.#port.postMessage(letter);
    Atomics.add(this.#bell, 0, 1);
    Atomics.notify(this.#bell, 0);
  }

  close(): void {
    this.#port.close();
  }
}

/** The thread's side. */
export class Mailbox<Letter> {
  readonly #bell: Int32Array;
  readonly #port: MessagePort;
  #kept: Letter[] = [];

  constructor(port: MessagePort, signal: SharedArrayBuffer) {
    this.#port = port;
    this.#bell = new Int32Array(signal);
  }

  /**
   * The first letter that is wanted; nothing else of this thread runs until then. Undefined when none came
   * within `timeoutMs`. Other letters are kept for whoever wants them.
   */
  take(isWanted: (letter: Letter) => boolean, timeoutMs = Infinity): Letter | undefined {
    const untilMs = performance.now() + timeoutMs;
    const index = this.#kept.findIndex(isWanted);
    if (index !== -1) return this.#kept.splice(index, 1)[0];
    for (;;) {
      const rung = Atomics.load(this.#bell, 0);
      const received = receiveMessageOnPort(this.#port) as { readonly message: Letter } | undefined;
      if (received === undefined) {
        const leftMs = untilMs - performance.now();
        if (leftMs <= 0) return undefined;
        Atomics.wait(this.#bell, 0, rung, leftMs);
      } else if (isWanted(received.message)) return received.message;
      else this.#kept.push(received.message);
    }
  }

  /** Forgets what was kept: letters of a call that is over. */
  forget(): void {
    this.#kept = [];
  }
}
