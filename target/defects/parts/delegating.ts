/** A detector with some of its methods replaced; the others go to the one inside. */

import type { Detector, Prober } from '../../detect/detector.ts';

export function delegating(inner: Detector, replaced: Partial<Detector>): Detector {
  return {
    name: inner.name,
    opened: (connection) => {
      inner.opened(connection);
    },
    closed: (connection) => {
      inner.closed(connection);
    },
    heard: (connection, sign) => {
      inner.heard(connection, sign);
    },
    sweep: (nowUs, budget) => inner.sweep(nowUs, budget),
    ...('emitted' in inner
      ? {
          emitted: (connection) => {
            inner.emitted?.(connection);
          },
        }
      : {}),
    ...('answered' in inner
      ? {
          answered: (connection) => {
            inner.answered?.(connection);
          },
        }
      : {}),
    // Who hears in its place may want to hear more.
    ...(inner.hears === undefined || 'heard' in replaced ? {} : { hears: inner.hears }),
    ...replaced,
  };
}

export function delegatingProber(inner: Prober, replaced: Partial<Detector>): Prober {
  return {
    ...delegating(inner, replaced),
    get hurrying() {
      return inner.hurrying;
    },
    hurry: (connections) => {
      inner.hurry(connections);
    },
  };
}
