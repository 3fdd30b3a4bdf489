/** When the next event of a turn is due, as its prompt asked for it: what comes later came late. */

import type { AgentEventType, ClientMessage } from '../../target/protocol.ts';

type Prompt = Extract<ClientMessage, { readonly type: 'prompt' }>;

export class TurnSchedule {
  /** By the clock that `askedMs` is of. */
  dueMs: number;
  private readonly prompt: Prompt;
  private tokensLeft: number;

  constructor(prompt: Prompt, askedMs: number) {
    this.prompt = prompt;
    this.dueMs = askedMs;
    this.tokensLeft = prompt.tokens;
  }

  /** This event came; false where it was the last one. */
  advance(type: AgentEventType): boolean {
    const { thinkMs, intervalMs } = this.prompt;
    if (type === 'agent_completed') return false;
    if (type === 'ai_response') this.tokensLeft--;
    if (type === 'agent_thinking') this.dueMs += thinkMs;
    // the end comes with the last token, and thinking begins with the turn
    else if (type !== 'agent_started' && this.tokensLeft > 0) this.dueMs += intervalMs;
    return true;
  }
}
