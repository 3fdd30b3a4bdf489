/** The child's half of our IPC: answers requests, sends events in batches, dies with its parent. */

import type { HistoryEvent } from '../contracts/history.ts';
import { toFailure } from './failure.ts';
import type { FromChild, Request } from './messages.ts';

export type Handlers = Readonly<Record<string, (params: never) => unknown>>;

export interface ParentLink {
  ready(info: unknown): void;
  /** The child could not start; the parent's `startChild` rejects with this. */
  failed(error: unknown): void;
  /** Queued, and sent together at the end of the current turn of the event loop. */
  emit(event: HistoryEvent): void;
  /** Resolves when everything queued has left this process. */
  flush(): Promise<void>;
}

/** Serves `handlers` by method name. The process exits when the parent is gone, after `onParentGone`. */
export function serveParent(
  handlers: Handlers,
  options: { readonly onParentGone?: () => Promise<void> } = {},
): ParentLink {
  let queue: HistoryEvent[] = [];
  const send = (message: FromChild): Promise<void> =>
    new Promise((resolve) => {
      if (process.send === undefined || !process.connected) {
        resolve();
        return;
      }
      process.send(message, undefined, {}, () => {
        resolve();
      });
    });
  const flush = (): Promise<void> => {
    if (queue.length === 0) return Promise.resolve();
    const events = queue;
    queue = [];
    return send({ type: 'events', events });
  };
  process.on('disconnect', () => {
    void Promise.resolve(options.onParentGone?.()).finally(() => process.exit(0));
  });
  process.on('message', (message: Request) => {
    void answer(handlers, message).then(async (reply) => {
      await flush();
      await send(reply);
    });
  });
  return {
    ready: (info) => void send({ type: 'ready', info }),
    failed: (error) => void send({ type: 'failed', failure: toFailure(error) }),
    emit: (event) => {
      queue.push(event);
      if (queue.length === 1) setImmediate(() => void flush());
    },
    flush,
  };
}

async function answer(handlers: Handlers, request: Request): Promise<FromChild> {
  const { id, method, params } = request;
  try {
    const handler = handlers[method];
    if (handler === undefined) throw new Error(`no method ${method}`);
    return { type: 'reply', id, value: await handler(params as never) };
  } catch (error) {
    return { type: 'reply-error', id, failure: toFailure(error) };
  }
}
