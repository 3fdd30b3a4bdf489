/** Settings that several faults share: which messages, in which direction, how a connection is cut. */

export const direction = {
  kind: 'choice',
  options: ['down', 'up'],
  default: 'down',
  summary: '`down` is what the server sends, `up` what the client sends',
} as const;

export const every = {
  kind: 'count',
  default: 3,
  min: 1,
  max: 1_000_000,
  summary: 'of the messages from the injection on, each so-many-th is hit',
} as const;

export const limit = {
  kind: 'count',
  default: 3,
  min: 1,
  max: 1_000_000,
  summary: 'at most so many are hit on a connection',
} as const;

export const how = {
  kind: 'choice',
  options: ['rst', 'fin'],
  default: 'rst',
  summary: '`rst` breaks the connection off, `fin` ends it in order',
} as const;
