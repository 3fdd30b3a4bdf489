/** Acts on what clients send. */

import type { PeerSign } from '../detect/detector.ts';
import { parseClientMessage } from './client-message.ts';
import type { Connection } from './connection.ts';
import type { Turns, Voice } from './turns.ts';

export interface InboxPorts {
  readonly turns: (voice: Voice) => Turns;
  readonly heard: (connection: Connection, sign: PeerSign) => void;
}

/** False when the frame breaks the protocol. */
export function receive(ports: InboxPorts, connection: Connection, text: string): boolean {
  ports.heard(connection, 'frame');
  const message = parseClientMessage(text);
  if (message === undefined) return false;
  if (message.type === 'echo') connection.wire.send(text);
  else if (message.type === 'prompt') {
    ports.heard(connection, 'prompt');
    const { emitter, id } = connection;
    connection.turns ??= ports.turns({ connection: id, emit: emitter.emit.bind(emitter) });
    connection.turns.start(message, connection.slot.kind === 'degraded');
  } else if (message.type === 'resume') resend(ports, connection, message.fromSeq);
  else acknowledge(ports, connection, { seq: message.seq, seen: message.seen ?? message.seq });
  return true;
}

function acknowledge(
  { heard }: InboxPorts,
  connection: Connection,
  { seq, seen }: { readonly seq: number; readonly seen: number },
): void {
  if (connection.emitter.acknowledge(seq, seen)) heard(connection, 'progress');
}

/** Who asks from `fromSeq` on has everything before it. */
function resend(ports: InboxPorts, connection: Connection, fromSeq: number): void {
  const { emitter } = connection;
  if (fromSeq > 0) acknowledge(ports, connection, { seq: fromSeq - 1, seen: emitter.seenSeq });
  emitter.replay(Math.max(fromSeq, emitter.ackedSeq + 1));
}
