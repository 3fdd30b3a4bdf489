/** The figures behind the user mix, each with its source: what was measured somewhere, and what is assumed. */

export interface Figure {
  readonly value: number;
  readonly unit: string;
  /** A publication, or `assumption` with the reason for it. */
  readonly source: string;
  /** `measured`: published numbers; `derived`: computed from them; `assumed`: nobody has published any. */
  readonly basis: 'measured' | 'derived' | 'assumed';
}

const measured = (value: number, unit: string, source: string): Figure => ({
  ...{ value, unit, source },
  basis: 'measured',
});
const derived = (value: number, unit: string, source: string): Figure => ({
  ...{ value, unit, source },
  basis: 'derived',
});
const assumed = (value: number, unit: string, source: string): Figure => ({
  ...{ value, unit, source },
  basis: 'assumed',
});

const lmsys = 'LMSYS-Chat-1M (arXiv 2309.11998)';
const wildChat = 'WildChat (arXiv 2405.01470)';
const vllm = 'vLLM benchmarks README: time per output token 25.4 ms mean, 27.5 ms p99';

export const figures = {
  messagesPerUserAndDay: derived(
    3.7,
    'messages',
    'NBER w34255: 18 billion messages a week of 700 million weekly users, July 2025',
  ),
  turnsCasual: measured(2, 'turns', lmsys),
  turnsReturning: measured(2.54, 'turns', wildChat),
  turnsEngaged: derived(
    4.62,
    'turns',
    'ShareChat (arXiv 2512.17843): 660,293 turns in 142,808 conversations',
  ),
  turnsAgent: assumed(10, 'turns', 'the middle of 7 to 15 turns of an agent run'),
  promptTokensMean: measured(69.5, 'tokens', lmsys),
  promptTokensMeanLong: measured(296, 'tokens', wildChat),
  responseTokensMean: measured(214.5, 'tokens', lmsys),
  responseTokensMeanLong: measured(441, 'tokens', wildChat),
  responseTokensAgent: assumed(1000, 'tokens', 'agentic answers are 1,000 to 4,000 tokens'),
  tokenInterval: measured(25, 'ms', vllm),
  tokenIntervalFast: assumed(15, 'ms', 'the middle of 10 to 20 ms of fast hosted models'),
  eventsPerToken: measured(1, 'events', 'vLLM benchmarks README: 99 chunks for 100 tokens'),
  tokenEventBytesLeast: derived(86, 'bytes', 'a content_block_delta event, serialised'),
  tokenEventBytesMost: derived(281, 'bytes', 'a chat.completion.chunk event, serialised'),
  streamBytesPerSecondMost: derived(11_400, 'bytes/s', '40 tokens a second of 285 bytes'),
  thinkMedian: assumed(25, 's', 'between reading an answer and writing the next question'),
  thinkP90: assumed(120, 's', 'people who do something else in between'),
  thinkP99: assumed(600, 's', 'longer than an idle limit of 300 s: such a limit hits real users'),
  thinkMedianNewUser: assumed(40, 's', 'new users read more than they write'),
  sessionMedian: assumed(8, 'min', 'a visit'),
  sessionP95: assumed(60, 'min', 'a working session; background tabs stay for hours'),
  sessionCapRealtime: measured(60, 'min', 'OpenAI Realtime: the longest session'),
  sessionCapLive: measured(10, 'min', 'Gemini Live: the longest connection, GoAway before it'),
  connectionsFreeP95: assumed(3, 'connections', 'two devices and a second tab'),
  connectionsTeamP95: assumed(6, 'connections', 'one socket a visited chat, two devices'),
  connectionsEnterpriseP95: assumed(12, 'connections', 'the same, with several teams'),
  connectionsEnterpriseMost: derived(25, 'connections', 'must exceed the limit of 20 a user'),
  abandonedStreamsLeast: assumed(0.05, 'share', 'answers stopped before their end'),
  abandonedStreamsMost: assumed(0.1, 'share', 'the same; some of them by a reset'),
  usersFree: assumed(0.8, 'share', 'free users of a product with paid tiers'),
  usersPaid: assumed(0.17, 'share', 'paid users'),
  usersEnterprise: assumed(0.03, 'share', 'enterprise users; 15 % of the connections'),
} as const satisfies Readonly<Record<string, Figure>>;

export type FigureName = keyof typeof figures;
