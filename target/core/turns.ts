/** The turns a client has asked for. They speak into its connection, and while it has none into what it will resume. */

import type { Timetable } from '../time/timetable.ts';
import type { Prompt } from './client-message.ts';
import { stepsOf, type Step } from './turn-steps.ts';

/** Turns one client may have at once; a further prompt is answered at once as not done. */
export const turnsAtOnce = 8;

/** Where events go. */
export interface Voice {
  /** The id of the connection they are for. */
  readonly connection: string;
  readonly emit: (event: object) => void;
}

export interface TurnsPorts {
  readonly timetable: Timetable;
  /** All of the server that are not done yet, whether or not their connection is still there. */
  readonly atWork: Set<Turns>;
}

export class Turns {
  readonly #ports: TurnsPorts;
  readonly #running = new Set<{ cancel: () => void }>();
  #voice: Voice;

  constructor(ports: TurnsPorts, voice: Voice) {
    this.#ports = ports;
    this.#voice = voice;
  }

  /** The id of the connection they speak into, or spoke into last. */
  get connection(): string {
    return this.#voice.connection;
  }

  /** Those that are not done yet. */
  get size(): number {
    return this.#running.size;
  }

  /** Where events go from now on. */
  speakInto(voice: Voice): void {
    this.#voice = voice;
  }

  /** Streams the answer to `prompt`; `isDegraded`: in one piece. */
  start(prompt: Prompt, isDegraded: boolean): void {
    if (this.#running.size >= turnsAtOnce) {
      this.#say(prompt, { afterMs: 0, type: 'agent_completed', data: 'too many turns' });
      return;
    }
    const turn = { cancel: (): void => undefined };
    this.#running.add(turn);
    this.#ports.atWork.add(this);
    const steps = stepsOf(prompt, isDegraded);
    const advance = (dueUs: number): void => {
      const { value: step, done } = steps.next();
      if (done === true) {
        this.#running.delete(turn);
        if (this.size === 0) this.#ports.atWork.delete(this);
        return;
      }
      const nextUs = dueUs + step.afterMs * 1000;
      turn.cancel = this.#ports.timetable.at(nextUs, () => {
        this.#say(prompt, step);
        // What it said may have ended the connection, and with it the turn.
        if (this.#running.has(turn)) advance(nextUs);
      });
    };
    advance(this.#ports.timetable.nowUs);
  }

  cancel(): void {
    for (const turn of this.#running) turn.cancel();
    this.#running.clear();
    this.#ports.atWork.delete(this);
  }

  #say({ turn }: Prompt, { type, data }: Step): void {
    this.#voice.emit({ type, turn, data });
  }
}
