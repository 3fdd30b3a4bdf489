/** The turns a client has asked for. They speak into its connection, and while it has none into what it will resume. */

import type { Timetable } from '../time/timetable.ts';
import type { Prompt } from './client-message.ts';
import { stepsOf, type Step } from './turn-steps.ts';

/** Turns one client may have at once; a further prompt is answered at once as not done. */
export const turnsAtOnce = 8;

export class Turns {
  readonly #timetable: Timetable;
  readonly #running = new Set<{ cancel: () => void }>();
  #emit: (event: object) => void;

  constructor(timetable: Timetable, emit: (event: object) => void) {
    this.#timetable = timetable;
    this.#emit = emit;
  }

  /** Those that are not done yet. */
  get size(): number {
    return this.#running.size;
  }

  /** Where events go from now on. */
  speakInto(emit: (event: object) => void): void {
    this.#emit = emit;
  }

  /** Streams the answer to `prompt`; `isDegraded`: in one piece. */
  start(prompt: Prompt, isDegraded: boolean): void {
    if (this.#running.size >= turnsAtOnce) {
      this.#say(prompt, { afterMs: 0, type: 'agent_completed', data: 'too many turns' });
      return;
    }
    const turn = { cancel: (): void => undefined };
    this.#running.add(turn);
    const steps = stepsOf(prompt, isDegraded);
    const advance = (dueUs: number): void => {
      const { value: step, done } = steps.next();
      if (done === true) {
        this.#running.delete(turn);
        return;
      }
      const nextUs = dueUs + step.afterMs * 1000;
      turn.cancel = this.#timetable.at(nextUs, () => {
        this.#say(prompt, step);
        // What it said may have ended the connection, and with it the turn.
        if (this.#running.has(turn)) advance(nextUs);
      });
    };
    advance(this.#timetable.nowUs);
  }

  cancel(): void {
    for (const turn of this.#running) turn.cancel();
    this.#running.clear();
  }

  #say({ turn }: Prompt, { type, data }: Step): void {
    this.#emit({ type, turn, data });
  }
}
