/** A small SignalR hub, JSON protocol: `Echo`, `Fail`, the stream `Count`, `Broadcast`, `Leave`; tells of pings by `pinged`. */

import { encodeHub, HubDecoder, hubMessageTypes, type HubMessage } from '../codecs/signalr.ts';
import { startProtocolServer, type ProtocolPeer, type ProtocolServer } from './protocol-server.ts';

export interface SignalrServer extends ProtocolServer {
  /** Types of the messages heard. */
  readonly heard: number[];
}

interface Greeting {
  readonly protocol?: string;
}

export async function startSignalrServer(): Promise<SignalrServer> {
  const heard: number[] = [];
  const peers = new Set<ProtocolPeer>();
  const server = await startProtocolServer((peer) => {
    const decoder = new HubDecoder();
    let isGreeted = false;
    peer.onClose(() => peers.delete(peer));
    return (text) => {
      for (const record of decoder.take(text)) {
        if (isGreeted) {
          const message = record as HubMessage;
          heard.push(message.type);
          answer(message, peer, peers);
        } else {
          isGreeted = true;
          peers.add(peer);
          greet(record as Greeting, peer);
        }
      }
    };
  });
  return { ...server, heard };
}

function greet({ protocol }: Greeting, peer: ProtocolPeer): void {
  const isKnown = protocol === 'json';
  peer.send(isKnown ? '{}\x1e' : `{"error":"no protocol ${String(protocol)}"}\x1e`);
}

function answer(message: HubMessage, peer: ProtocolPeer, peers: ReadonlySet<ProtocolPeer>): void {
  const { type, target } = message;
  const [first] = message.arguments ?? [];
  if (type === hubMessageTypes.ping) {
    peer.send(encodeHub({ type }));
    peer.send(encodeHub({ type: hubMessageTypes.invocation, target: 'pinged', arguments: [] }));
  }
  if (target === 'Broadcast')
    for (const each of peers)
      each.send(
        encodeHub({ type: hubMessageTypes.invocation, target: 'heard', arguments: [first] }),
      );
  if (target === 'Leave') {
    peer.send(encodeHub({ type: hubMessageTypes.close, error: 'closing for the night' }));
    peer.close();
  }
  complete(message, first, peer);
}

/** `Count` streams, `Fail` fails, everything else gives its first argument back. */
function complete({ target, invocationId }: HubMessage, first: unknown, peer: ProtocolPeer): void {
  if (invocationId === undefined || target === undefined) return;
  if (target === 'Count')
    for (let item = 1; item <= Number(first); item++)
      peer.send(encodeHub({ type: hubMessageTypes.streamItem, invocationId, item }));
  const result = target === 'Fail' ? { error: 'it failed' } : { result: first };
  peer.send(
    encodeHub({
      ...{ type: hubMessageTypes.completion, invocationId },
      ...(target === 'Count' ? {} : result),
    }),
  );
}
