/** The first words to a client; to one that comes back, also what it missed. */

import type { Applicant, Connection } from './connection.ts';
import type { Estate } from './emitter.ts';
import type { Hub } from './hub.ts';

/** Close code towards the earlier connection of a client that comes back by another one. */
export const takenOverCode = 4009;

export function greet(hub: Hub, connection: Connection, { resume }: Applicant): void {
  const { acks } = hub.parts;
  const estate = resume === undefined ? undefined : estateOf(hub, connection, resume.connection);
  if (estate !== undefined && resume !== undefined) connection.emitter.inherit(estate, resume.seq);
  if (resume !== undefined) {
    hub.bench.counters.add('resumed', estate === undefined ? 'unknown' : 'known');
  }
  // By hand: ids hold nothing that JSON would escape, and every connection pays for this.
  const degraded = connection.slot.kind === 'degraded' ? ',"degraded":true' : '';
  const resumed = resume === undefined ? '' : `,"resumed":${String(estate !== undefined)}`;
  connection.wire.send(
    `{"type":"hello","connection":"${connection.id}","acks":${String(acks)}${degraded}${resumed}}`,
  );
  const { emitter } = connection;
  if (emitter.isOutstanding) emitter.replay(emitter.ackedSeq + 1);
}

/** Of a connection that was lost, or that the server still holds although its client is here now. */
function estateOf(hub: Hub, connection: Connection, id: string): Estate | undefined {
  const { registry, estates, timetable } = hub.bench;
  const held = registry.find(id);
  if (held !== undefined && held !== connection && held.user === connection.user) {
    const estate = held.emitter.estate();
    held.wire.close(takenOverCode, 'the client came back by another connection');
    hub.closed(held, 'goodbye');
    return estate;
  }
  return estates.take(id, connection.user, timetable.nowUs);
}
