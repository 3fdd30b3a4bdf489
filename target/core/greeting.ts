/** The first words to a client; to one that comes back, also what it missed. */

import type { Applicant, Connection } from './connection.ts';
import type { Estate } from './estate.ts';
import type { Hub } from './hub.ts';

/** Close code towards the earlier connection of a client that comes back by another one. */
export const takenOverCode = 4009;

export function greet(hub: Hub, connection: Connection, { resume }: Applicant): void {
  const { acks } = hub.parts;
  const estate = resume === undefined ? undefined : estateOf(hub, connection, resume.connection);
  if (estate !== undefined && resume !== undefined) estate.passTo(connection, resume.seq);
  if (resume !== undefined) {
    hub.bench.counters.add('resumed', estate === undefined ? 'unknown' : 'known');
  }
  // By hand: ids hold nothing that JSON would escape, and every connection pays for this.
  const degraded = connection.slot.kind === 'degraded' ? ',"degraded":true' : '';
  const resumed = resume === undefined ? '' : `,"resumed":${String(estate !== undefined)}`;
  connection.wire.send(
    `{"type":"hello","connection":"${connection.id}","acks":${String(acks)}${degraded}${resumed}}`,
  );
  if (connection.emitter.isOutstanding) catchUp(hub, connection);
}

/** All that was missed at once, within what is kept; and it is watched like anything that was just sent. */
function catchUp({ parts }: Hub, connection: Connection): void {
  const { emitter } = connection;
  let nextSeq = emitter.ackedSeq + 1;
  while (nextSeq <= emitter.seq) nextSeq = emitter.replay(nextSeq);
  for (const detector of parts.detectors) detector.emitted?.(connection);
}

/** Of a connection that was lost, or that the server still holds although its client is here now. */
function estateOf(hub: Hub, connection: Connection, id: string): Estate | undefined {
  const { registry, estates } = hub.bench;
  const { user } = connection;
  // Not by `find`: the client may have come back under the same name.
  const held = registry.connectionsOf(user).find((one) => one.id === id && one !== connection);
  if (held !== undefined) {
    const estate = estates.of(held, hub.parts.acks ? held.turns : undefined);
    held.wire.close(takenOverCode, 'the client came back by another connection');
    hub.closed(held, 'goodbye');
    return estate;
  }
  return estates.take(id, user);
}
