/**
 * The four kinds of user of an AI chat, as data. Figures: ShareChat (4.62 turns a conversation), LMSYS-Chat-1M
 * (2.0 turns, 69.5 / 214.5 tokens), WildChat (2.54 turns, 296 / 441 tokens), vLLM (one event a token, 25 ms
 * between them); think times and connections of paid tiers are assumptions (median 25 s, p90 120 s).
 */

export interface CohortPreset {
  /** Open chats (sessions) at once. */
  readonly connections: number;
  /** Mean turns of a conversation. */
  readonly turns: number;
  /** Median of a log-normal distribution, and its spread (sigma of the logarithm). */
  readonly promptTokens: { readonly median: number; readonly sigma: number };
  readonly responseTokens: { readonly median: number; readonly sigma: number };
  /** Most tool calls of one answer. */
  readonly tools: number;
  /** From an answer to the next question, milliseconds. */
  readonly thinkMs: { readonly median: number; readonly sigma: number };
  /** Between two tokens of an answer, milliseconds. */
  readonly tokenIntervalMs: number;
}

/** ln(120 s / 25 s) / 1.2816: median 25 s and p90 120 s. */
const thinkSigma = 1.22;

export const cohortPresets: Readonly<Record<string, CohortPreset>> = {
  /** Agent runs: many turns, long answers, many tools. */
  enterprise: {
    connections: 1,
    turns: 10,
    promptTokens: { median: 120, sigma: 0.9 },
    responseTokens: { median: 1000, sigma: 0.6 },
    tools: 6,
    thinkMs: { median: 25_000, sigma: thinkSigma },
    tokenIntervalMs: 15,
  },
  /** Engaged: several chats at once. */
  power: {
    connections: 2,
    turns: 4.6,
    promptTokens: { median: 80, sigma: 1 },
    responseTokens: { median: 350, sigma: 0.7 },
    tools: 3,
    thinkMs: { median: 25_000, sigma: thinkSigma },
    tokenIntervalMs: 25,
  },
  returning: {
    connections: 1,
    turns: 2.5,
    promptTokens: { median: 60, sigma: 1 },
    responseTokens: { median: 300, sigma: 0.7 },
    tools: 1,
    thinkMs: { median: 25_000, sigma: thinkSigma },
    tokenIntervalMs: 25,
  },
  signup: {
    connections: 1,
    turns: 2,
    promptTokens: { median: 40, sigma: 0.8 },
    responseTokens: { median: 180, sigma: 0.6 },
    tools: 1,
    thinkMs: { median: 40_000, sigma: thinkSigma },
    tokenIntervalMs: 25,
  },
};

/** What a connection costs a client in one pass: time scale 1 is life, 0.02 a run of twelve seconds. */
export function timeScaleFor(durationMs: number): number {
  return Math.min(1, Math.max(0.02, durationMs / 600_000));
}
