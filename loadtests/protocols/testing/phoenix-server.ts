/** A small Phoenix endpoint: topics `room:*` may be joined and hear of heartbeats, `shout` is broadcast, everything else is echoed. */

import { decodePhoenix, encodePhoenix, type PhoenixMessage } from '../codecs/phoenix.ts';
import { startProtocolServer, type ProtocolPeer, type ProtocolServer } from './protocol-server.ts';

export interface PhoenixServer extends ProtocolServer {
  /** Events heard, in order. */
  readonly heard: string[];
}

interface Member {
  readonly peer: ProtocolPeer;
  readonly topic: string;
  readonly joinRef: string | null;
}

export async function startPhoenixServer(): Promise<PhoenixServer> {
  const heard: string[] = [];
  const members = new Set<Member>();
  const server = await startProtocolServer((peer) => {
    const forget = (topic?: string): void => {
      for (const member of members)
        if (member.peer === peer && (topic ?? member.topic) === member.topic)
          members.delete(member);
    };
    peer.onClose(forget);
    return (text) => {
      const message = decodePhoenix(text);
      heard.push(message.event);
      const { topic, joinRef, event } = message;
      const isWelcome = topic === 'phoenix' || topic.startsWith('room:');
      reply(peer, message, isWelcome);
      if (event === 'phx_join' && isWelcome) members.add({ peer, topic, joinRef });
      if (event === 'phx_leave') forget(topic);
      if (event === 'shout') broadcast(message, members);
      if (event === 'heartbeat') tellBeat(members);
    };
  });
  return { ...server, heard };
}

function reply(peer: ProtocolPeer, message: PhoenixMessage, isWelcome: boolean): void {
  const { event, payload: asked } = message;
  const isOwn = event.startsWith('phx_') || event === 'heartbeat';
  const response = isWelcome ? (isOwn ? {} : asked) : { reason: 'no such room' };
  const payload = { status: isWelcome ? 'ok' : 'error', response };
  peer.send(encodePhoenix({ ...message, event: 'phx_reply', payload }));
}

function tellBeat(members: ReadonlySet<Member>): void {
  for (const { peer, topic } of members)
    peer.send(encodePhoenix({ joinRef: null, ref: null, topic, event: 'beat', payload: {} }));
}

function broadcast({ topic, payload }: PhoenixMessage, members: ReadonlySet<Member>): void {
  for (const { peer, topic: joined } of members)
    if (joined === topic)
      peer.send(encodePhoenix({ joinRef: null, ref: null, topic, event: 'shout', payload }));
}
