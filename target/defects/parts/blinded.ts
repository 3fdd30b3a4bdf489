/** Every detector with every sign of life given to it, whatever the peer did. */

import type { Connection } from '../../core/connection.ts';
import type { Seams } from '../../core/seams.ts';
import type { Detector } from '../../detect/detector.ts';

export interface Blinded {
  /** The detectors' constructors, to be planted. */
  readonly seams: Pick<Seams, 'heartbeat' | 'probe'>;
  /** Tells heartbeat and probe that this connection is well. */
  readonly refresh: (connection: Connection) => void;
}

export function blindable(own: Seams): Blinded {
  const detectors: Detector[] = [];
  const remember = <Part extends Detector>(part: Part): Part => {
    detectors.push(part);
    return part;
  };
  return {
    seams: {
      heartbeat: (options) => remember(own.heartbeat(options)),
      probe: (options) => remember(own.probe(options)),
    },
    refresh: (connection) => {
      for (const detector of detectors) detector.heard(connection, 'progress');
    },
  };
}
