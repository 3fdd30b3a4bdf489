/**
 * What client and server say to each other, and what the admin port answers. Text frames, one JSON object each.
 * The only file of the target that others may import.
 *
 * Upgrade: `GET /chat?user=<id>&tier=<tier>&session=<n>` with `x-chaos-connection: <id>`. A manager serves one
 * (user, session); further connections of the same session join it. At the limit the upgrade is answered
 * `503` with a JSON body `{ error, retryable, reason }` and, when retryable, `Retry-After` (seconds).
 * `&resume=<connection>&after=<seq>` goes on with a lost connection: the sequence continues, and what comes after `seq`
 * is replayed or reported as a gap.
 */

export const tiers = ['enterprise', 'power', 'returning', 'signup'] as const;
/** Admission priority, highest first. */
export type Tier = (typeof tiers)[number];

/** The six events of an AI chat. Each carries the next sequence number of its connection, from 1. */
export const agentEvents = [
  'agent_started',
  'agent_thinking',
  'tool_executing',
  'tool_completed',
  'ai_response',
  'agent_completed',
] as const;
export type AgentEventType = (typeof agentEvents)[number];

export interface AgentEvent {
  readonly type: AgentEventType;
  readonly seq: number;
  readonly turn: number;
  /** Tokens of `ai_response`, names of tools, and padding up to a realistic size. */
  readonly data: string;
}

export type ServerMessage =
  /** First message. `acks`: this server watches acknowledgements and replays what is missing. */
  | {
      readonly type: 'hello';
      readonly connection: string;
      readonly acks: boolean;
      /** Reduced service: answers come in one piece until a regular slot is free. */
      readonly degraded?: boolean;
      /** Only after `resume`: whether the sequence goes on, or starts again from 1. */
      readonly resumed?: boolean;
    }
  | AgentEvent
  /** The functional probe: an event of the real emit path. Counts in the sequence; acknowledge it like any other. */
  | { readonly type: 'probe'; readonly seq: number; readonly nonce: string }
  /** These events are lost for good and will not be replayed. */
  | { readonly type: 'gap'; readonly fromSeq: number; readonly toSeq: number }
  /** Answer to `echo`, outside the sequence. */
  | { readonly type: 'echo'; readonly nonce: string };

export type ClientMessage =
  /** Asks for a turn: `tokens` events of `ai_response`, one every `intervalMs`, after `thinkMs`; `tools` tool calls. */
  | {
      readonly type: 'prompt';
      readonly turn: number;
      readonly text: string;
      readonly tokens: number;
      readonly intervalMs: number;
      readonly thinkMs: number;
      readonly tools: number;
    }
  /** Everything up to `seq` has arrived without a gap; `seen` is the highest that arrived at all, if that is more. */
  | { readonly type: 'ack'; readonly seq: number; readonly seen?: number }
  /** Please send again from `fromSeq` on; answered by replays or a `gap`. */
  | { readonly type: 'resume'; readonly fromSeq: number }
  | { readonly type: 'echo'; readonly nonce: string };

/** Body of a refusal at the upgrade. */
export interface Refusal {
  readonly error:
    'limit' | 'user-limit' | 'draining' | 'bad-request' | 'unauthorized' | 'forbidden';
  readonly reason: string;
  readonly retryable: boolean;
  /** The hint of `Retry-After` without its rounding up to seconds. */
  readonly retryAfterMs?: number;
}

/** The single line the server prints on stdout when it accepts connections. */
export interface ReadyLine {
  readonly ready: true;
  readonly url: string;
  readonly admin: string;
  readonly token: string;
  readonly pid: number;
}

/*
 * Admin port (loopback, `Authorization: Bearer <token>`, JSON):
 *   GET  /census                        → { claimed, limit, reclaimable, effective, connections: [{ connection, user, state, lastSeq }], work: [connection] }
 *   GET  /cleanups?since=<n>            → { next, records: [{ atUs, trigger, level, examined, removed }] }
 *   POST /cleanup                       { level? }                       → { examined, removed }
 *   POST /health                        { connections }                  → [{ connection, healthy, hasConnections }]
 *   POST /probe                         { connections, nonce }           → {}   emits a `probe` on the real emit path
 *   POST /fault-points/emit             { connections, mode, delayMs }   → { armed: [connection] }
 *   POST /fault-points/emit/disarm      { connections }                  → { disarmed: [connection] }
 *   POST /fault-points/handler          { connections, times, lastingMs } → { armed }     their message handlers throw
 *   POST /fault-points/cleanup          { connections, times, lastingMs } → { armed }     their removal fails
 *   POST /fault-points/<either>/disarm  { connections }                  → { disarmed: [connection] }
 *   POST /fault-points/clock            { byMs }                         → { nowUs }      steps the clock ages are told by
 *   GET  /clock                         → { nowUs }                      by that clock
 *   GET  /metrics                       → Prometheus text
 * The public port answers `GET /healthz` and `GET /readyz` (503 while draining). `effective` is what a newcomer may
 * count on: free slots and reclaimable zombies. `atUs` is `process.hrtime` in microseconds, whatever steps were made.
 * `work` names the connections for which turns are running, those that are gone as well.
 * A point that throws does so `times` times and until `lastingMs` after the first of them, whichever is longer.
 */
