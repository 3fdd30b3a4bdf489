/** The four kinds of user of an AI chat, as data; where each number is from says `figures.ts`. */

import { figures, type FigureName } from './figures.ts';

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
  /** The figures these numbers rest on. */
  readonly figures: readonly FigureName[];
}

/** Of a log-normal distribution with the median and p90 of the think times: ln(120 s / 25 s) / 1.2816. */
const thinkSigma = 1.22;
const thinkMs = (median: FigureName): CohortPreset['thinkMs'] => ({
  median: figures[median].value * 1000,
  sigma: thinkSigma,
});

export const cohortPresets: Readonly<Record<string, CohortPreset>> = {
  /** Agent runs: many turns, long answers, many tools. */
  enterprise: {
    connections: 1,
    turns: figures.turnsAgent.value,
    promptTokens: { median: 120, sigma: 0.9 },
    responseTokens: { median: figures.responseTokensAgent.value, sigma: 0.6 },
    tools: 6,
    thinkMs: thinkMs('thinkMedian'),
    tokenIntervalMs: figures.tokenIntervalFast.value,
    figures: ['turnsAgent', 'responseTokensAgent', 'promptTokensMeanLong', 'tokenIntervalFast'],
  },
  /** Engaged: several chats at once. */
  power: {
    connections: 2,
    turns: 4.6,
    promptTokens: { median: 80, sigma: 1 },
    responseTokens: { median: 350, sigma: 0.7 },
    tools: 3,
    thinkMs: thinkMs('thinkMedian'),
    tokenIntervalMs: figures.tokenInterval.value,
    figures: ['turnsEngaged', 'promptTokensMeanLong', 'responseTokensMeanLong', 'tokenInterval'],
  },
  returning: {
    connections: 1,
    turns: 2.5,
    promptTokens: { median: 60, sigma: 1 },
    responseTokens: { median: 300, sigma: 0.7 },
    tools: 1,
    thinkMs: thinkMs('thinkMedian'),
    tokenIntervalMs: figures.tokenInterval.value,
    figures: ['turnsReturning', 'promptTokensMean', 'responseTokensMean', 'tokenInterval'],
  },
  signup: {
    connections: 1,
    turns: figures.turnsCasual.value,
    promptTokens: { median: 40, sigma: 0.8 },
    responseTokens: { median: 180, sigma: 0.6 },
    tools: 1,
    thinkMs: thinkMs('thinkMedianNewUser'),
    tokenIntervalMs: figures.tokenInterval.value,
    figures: ['turnsCasual', 'promptTokensMean', 'responseTokensMean', 'thinkMedianNewUser'],
  },
};

/** What a connection costs a client in one pass: time scale 1 is life, 0.02 a run of twelve seconds. */
export function timeScaleFor(durationMs: number): number {
  return Math.min(1, Math.max(0.02, durationMs / 600_000));
}
