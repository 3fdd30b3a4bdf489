/** What a thread tells, done to the run: samples, checks, lines for the log. */

import type { SampleOrigin, Tags } from '../../metrics/registry.ts';
import type { RunContext } from '../../run/run-context.ts';
import { revive, type FromThread } from './thread-messages.ts';

/** Anything else than what the thread asks for or answers. */
type Told = Extract<
  FromThread,
  { readonly kind: 'sample' | 'check' | 'log' | 'exception' | 'abort' | 'fail' }
>;

export function isTold(message: FromThread): message is Told {
  return ['sample', 'check', 'log', 'exception', 'abort', 'fail'].includes(message.kind);
}

export function takeTold(message: Told, context: RunContext): void {
  switch (message.kind) {
    case 'sample': {
      const metric = context.metrics.get(message.metric);
      const { value, tags, metadata } = message;
      if (metric !== undefined) context.metrics.add(metric, value, new ToldOrigin(tags, metadata));
      break;
    }
    case 'check':
      context.checks.count(message.group, message.name, message.passed);
      break;
    case 'log':
      context.log(message.level, message.text, message.source);
      break;
    case 'exception':
      context.logException(revive(message.error));
      break;
    case 'abort':
      context.abort(message.reason);
      break;
    case 'fail':
      context.markFailed(message.reason);
  }
}

class ToldOrigin implements SampleOrigin {
  /** With those of the user: whoever listens to a metric knows which he wants. */
  readonly own: Tags;
  readonly #tags: Tags;
  readonly #metadata: Tags | undefined;

  constructor(tags: Tags, metadata: Tags | undefined) {
    this.own = tags;
    this.#tags = tags;
    this.#metadata = metadata;
  }

  allTags(): Tags {
    return this.#tags;
  }

  metadata(): Tags | undefined {
    return this.#metadata;
  }
}
