/** Follows HTTP that is no upgrade, request by request, so that an upgrade behind it on the same connection is seen. */

import { HeadReader } from './head-reader.ts';
import { HttpBody } from './http-body.ts';
import { answerBody, longestHeadBytes, readStatus, requestBody } from './http-head.ts';

/** More requests than this without an answer are not followed. */
const mostUnanswered = 1000;

export class PlainHttp {
  /** Something came that says no more where the next message begins. */
  isLost = false;
  /** Of the requests without a whole answer, oldest first. */
  readonly #methods: string[] = [];
  readonly #answerHead = new HeadReader();
  #requestBody: HttpBody | undefined;
  #answerBody: HttpBody | undefined;

  get isAnswered(): boolean {
    return this.#methods.length === 0;
  }

  /** A request's head has come. False where it is none that can be followed. */
  asked(head: string): boolean {
    const [method = ''] = head.split(' ', 1);
    const length = requestBody(head);
    if (length === undefined || this.#methods.length >= mostUnanswered) return false;
    this.#methods.push(method);
    this.#requestBody = new HttpBody(length);
    return true;
  }

  /** How many bytes of a client's chunk belong to the request under way. */
  ofRequest(chunk: Buffer): number {
    return this.#requestBody?.take(chunk, 0) ?? 0;
  }

  /** How many bytes of a server's chunk belong to answers that are awaited. */
  ofAnswers(chunk: Buffer): number {
    let at = 0;
    while (at < chunk.length && !this.isAnswered && !this.isLost) {
      if (this.#answerBody === undefined) at = this.#readHead(chunk, at);
      else at = this.#answerBody.take(chunk, at);
      if (this.#answerBody?.isOver === true) {
        this.#answerBody = undefined;
        this.#methods.shift();
      }
    }
    return this.isLost ? chunk.length : at;
  }

  #readHead(chunk: Buffer, from: number): number {
    const { bytes, end, before } = this.#answerHead.read(chunk.subarray(from));
    const status = readStatus(bytes);
    if (end === -1) {
      this.isLost = bytes.length > longestHeadBytes;
      return chunk.length;
    }
    this.isLost = status < 100 || status === 101;
    if (status >= 200)
      this.#answerBody = new HttpBody(
        answerBody(bytes.toString('latin1', 0, end), this.#methods[0] ?? ''),
      );
    return from + end - before;
  }
}
