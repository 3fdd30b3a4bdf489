/** Times from a message to its answer, and the messages that never get one. */

import { Counter, Trend } from 'k6/metrics';

/** Milliseconds; tags `protocol` and `message`. */
const roundTrip = new Trend('message_round_trip', true);
/** Messages whose session ended before the answer came. */
const unanswered = new Counter('messages_unanswered');
/** Answers nobody asked for: repeated, too late, or somebody else's. */
const unmatched = new Counter('messages_unmatched');

interface Waiting<Answer> {
  readonly sentMs: number;
  readonly message: string;
  readonly take: (answer: Answer) => void;
}

export class RoundTrips<Answer> {
  private readonly tags: Readonly<Record<string, string>>;
  private readonly waiting = new Map<string, Waiting<Answer>>();

  constructor(protocol: string, tags: Readonly<Record<string, string>> = {}) {
    this.tags = { ...tags, protocol };
  }

  /** Messages that wait for an answer. */
  get size(): number {
    return this.waiting.size;
  }

  /** A message left; `take` gets its answer. `message` is the tag: its kind, not its number. */
  expect(key: string, message: string, take: (answer: Answer) => void): void {
    this.waiting.set(key, { sentMs: Date.now(), message, take });
  }

  /** Hands an answer on; false where nobody waits for it. */
  answer(key: string, answer: Answer): boolean {
    const asked = this.waiting.get(key);
    if (asked === undefined) {
      unmatched.add(1, this.tags);
      return false;
    }
    this.waiting.delete(key);
    roundTrip.add(Date.now() - asked.sentMs, { ...this.tags, message: asked.message });
    asked.take(answer);
    return true;
  }

  /** The session is over: what still waits is counted as unanswered. */
  end(): void {
    for (const { message } of this.waiting.values()) unanswered.add(1, { ...this.tags, message });
    this.waiting.clear();
  }
}
