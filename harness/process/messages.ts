/** What our own processes say to each other over Node's IPC channel. */

import type { HistoryEvent } from '../contracts/history.ts';

export interface Request {
  readonly type: 'request';
  readonly id: number;
  readonly method: string;
  readonly params: unknown;
}

export interface Failure {
  readonly code?: string;
  readonly message: string;
  readonly help?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

export type FromChild =
  | { readonly type: 'ready'; readonly info: unknown }
  | { readonly type: 'failed'; readonly failure: Failure }
  | { readonly type: 'reply'; readonly id: number; readonly value: unknown }
  | { readonly type: 'reply-error'; readonly id: number; readonly failure: Failure }
  | { readonly type: 'events'; readonly events: readonly HistoryEvent[] };
