/** What a client sent, checked field by field; nothing of it is trusted. */

import type { ClientMessage } from '../protocol.ts';

export type Prompt = Extract<ClientMessage, { readonly type: 'prompt' }>;

/** Bounds of one turn: a client cannot order endless work. */
export const promptBounds = {
  tokens: 20_000,
  tools: 200,
  intervalMs: 60_000,
  thinkMs: 300_000,
} as const;

/** Undefined for anything the protocol does not know. */
export function parseClientMessage(text: string): ClientMessage | undefined {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof raw !== 'object' || raw === null || !('type' in raw)) return undefined;
  const fields = raw as Fields;
  const type = fields['type'];
  return typeof type === 'string' ? parsers.get(type)?.(fields) : undefined;
}

type Fields = Readonly<Record<string, unknown>>;

const parsers: ReadonlyMap<string, (fields: Fields) => ClientMessage | undefined> = new Map([
  ['ack', parseAck],
  ['echo', parseEcho],
  ['prompt', parsePrompt],
  ['resume', parseResume],
]);

function parseEcho({ nonce }: Fields): ClientMessage | undefined {
  return typeof nonce === 'string' ? { type: 'echo', nonce } : undefined;
}

function parseResume({ fromSeq }: Fields): ClientMessage | undefined {
  return isCount(fromSeq) ? { type: 'resume', fromSeq } : undefined;
}

function parseAck({ seq, seen }: Fields): ClientMessage | undefined {
  if (!isCount(seq)) return undefined;
  if (seen === undefined) return { type: 'ack', seq };
  return isCount(seen) ? { type: 'ack', seq, seen } : undefined;
}

function parsePrompt(fields: Fields): Prompt | undefined {
  const { turn, text, tokens, intervalMs, thinkMs, tools } = fields;
  if (!isCount(turn) || typeof text !== 'string') return undefined;
  if (!isWithin(tokens, promptBounds.tokens) || !isWithin(tools, promptBounds.tools)) {
    return undefined;
  }
  if (!isWithin(intervalMs, promptBounds.intervalMs) || !isWithin(thinkMs, promptBounds.thinkMs)) {
    return undefined;
  }
  return { type: 'prompt', turn, text, tokens, intervalMs, thinkMs, tools };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isWithin(value: unknown, max: number): value is number {
  return typeof value === 'number' && value >= 0 && value <= max;
}
