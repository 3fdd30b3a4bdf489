/** One turn of the AI chat: the steps of an agent, streamed by the clock of the timetable. */

import type { AgentEventType } from '../protocol.ts';
import type { Timetable } from '../time/timetable.ts';
import type { Prompt } from './client-message.ts';
import type { Connection } from './connection.ts';

/** Turns one connection may have at once; a further prompt is answered at once as not done. */
export const turnsAtOnce = 8;

interface Step {
  readonly afterMs: number;
  readonly type: AgentEventType;
  readonly data: string;
}

const toolNames = ['search_documents', 'run_query', 'read_file', 'call_api'];
const words = [
  'the ',
  'cost ',
  'of ',
  'a ',
  'token ',
  'is ',
  'small ',
  'and ',
  'sure ',
  'to ',
  'come ',
];

/** Streams the answer to `prompt`; ends early when the connection is gone. `done` is called either way. */
export function startTurn(connection: Connection, prompt: Prompt, timetable: Timetable): void {
  if (connection.turns >= turnsAtOnce) {
    emit(connection, prompt, { afterMs: 0, type: 'agent_completed', data: 'too many turns' });
    return;
  }
  connection.turns++;
  const steps = stepsOf(prompt);
  const run = (dueUs: number): void => {
    const { value: step, done } = steps.next();
    if (done === true || connection.isGone) {
      connection.turns--;
      return;
    }
    const nextUs = dueUs + step.afterMs * 1000;
    timetable.at(nextUs, () => {
      if (!connection.isGone) emit(connection, prompt, step);
      run(nextUs);
    });
  };
  run(timetable.nowUs);
}

function emit(connection: Connection, { turn }: Prompt, { type, data }: Step): void {
  connection.emitter.emit({ type, turn, data });
}

function* stepsOf(prompt: Prompt): Generator<Step, undefined> {
  const { tokens, tools, thinkMs, intervalMs } = prompt;
  yield { afterMs: 0, type: 'agent_started', data: 'agent' };
  yield { afterMs: 0, type: 'agent_thinking', data: 'thinking' };
  for (let tool = 0; tool < tools; tool++) {
    const data = toolNames[tool % toolNames.length] ?? 'tool';
    yield { afterMs: tool === 0 ? thinkMs : intervalMs, type: 'tool_executing', data };
    yield { afterMs: intervalMs, type: 'tool_completed', data };
  }
  for (let token = 0; token < tokens; token++) {
    const afterMs = token === 0 && tools === 0 ? thinkMs : intervalMs;
    yield { afterMs, type: 'ai_response', data: words[token % words.length] ?? '' };
  }
  yield { afterMs: 0, type: 'agent_completed', data: String(tokens) };
}
