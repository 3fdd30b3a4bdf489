/** One turn of the AI chat: the steps of an agent, streamed by the clock of the timetable. */

import type { Timetable } from '../time/timetable.ts';
import type { Prompt } from './client-message.ts';
import type { Connection } from './connection.ts';
import { stepsOf, type Step } from './turn-steps.ts';

/** Turns one connection may have at once; a further prompt is answered at once as not done. */
export const turnsAtOnce = 8;

/** Streams the answer to `prompt`. Ends early when the connection is released. */
export function startTurn(connection: Connection, prompt: Prompt, timetable: Timetable): void {
  connection.turns ??= new Set();
  const { turns } = connection;
  if (turns.size >= turnsAtOnce) {
    emit(connection, prompt, { afterMs: 0, type: 'agent_completed', data: 'too many turns' });
    return;
  }
  const turn = { cancel: (): void => undefined };
  turns.add(turn);
  const steps = stepsOf(prompt, connection.slot.kind === 'degraded');
  const advance = (dueUs: number): void => {
    const { value: step, done } = steps.next();
    if (done === true) {
      turns.delete(turn);
      return;
    }
    const nextUs = dueUs + step.afterMs * 1000;
    turn.cancel = timetable.at(nextUs, () => {
      emit(connection, prompt, step);
      // The emit may have ended the connection, and with it the turn.
      if (!connection.isGone) advance(nextUs);
    });
  };
  advance(timetable.nowUs);
}

function emit(connection: Connection, { turn }: Prompt, { type, data }: Step): void {
  connection.emitter.emit({ type, turn, data });
}
