/** What an agent does in one turn, event by event, with the sizes of a real one. */

import type { AgentEventType } from '../protocol.ts';
import type { Prompt } from './client-message.ts';

export interface Step {
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
/** Agent events carry context: 220 to 400 bytes in the products the load model was taken from. */
const context = JSON.stringify({
  agent: 'assistant',
  run: '00000000-0000-4000-8000-000000000000',
  detail: 'x'.repeat(160),
});

/** `isDegraded`: the whole answer in one event instead of a stream of tokens. */
export function* stepsOf(prompt: Prompt, isDegraded: boolean): Generator<Step, undefined> {
  const { tokens, tools, thinkMs, intervalMs } = prompt;
  yield { afterMs: 0, type: 'agent_started', data: context };
  yield { afterMs: 0, type: 'agent_thinking', data: context };
  for (let tool = 0; tool < tools; tool++) {
    const data = toolNames[tool % toolNames.length] ?? '';
    yield { afterMs: tool === 0 ? thinkMs : intervalMs, type: 'tool_executing', data };
    yield { afterMs: intervalMs, type: 'tool_completed', data: data + context };
  }
  const firstMs = tools === 0 ? thinkMs : intervalMs;
  if (isDegraded) {
    const answer = Array.from({ length: tokens }, (_, token) => wordAt(token)).join('');
    yield { afterMs: firstMs, type: 'ai_response', data: answer };
  } else {
    for (let token = 0; token < tokens; token++) {
      const afterMs = token === 0 ? firstMs : intervalMs;
      yield { afterMs, type: 'ai_response', data: wordAt(token) };
    }
  }
  yield { afterMs: 0, type: 'agent_completed', data: context };
}

function wordAt(token: number): string {
  return words[token % words.length] ?? '';
}
