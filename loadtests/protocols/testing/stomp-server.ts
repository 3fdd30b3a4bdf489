/** A small STOMP 1.2 broker: destinations, receipts, acknowledgements, heart-beats, which it counts at `/beats`. */

import { alarmEvery } from '../../engine/timers.ts';
import { agreedBeats, encodeStomp, StompDecoder, type StompFrame } from '../codecs/stomp.ts';
import { startProtocolServer, type ProtocolPeer, type ProtocolServer } from './protocol-server.ts';

export interface StompServer extends ProtocolServer {
  /** Commands heard, `beat` for a heart-beat, and `ACK <id>`. */
  readonly heard: string[];
}

interface Subscription {
  readonly id: string;
  readonly destination: string;
  readonly wantsAck: boolean;
  readonly deliver: (frame: StompFrame) => void;
}

/** `heartBeat`: what the broker can send and wants; `isMute` agrees on beats and sends none. */
export async function startStompServer(
  heartBeat = '0,0',
  { isMute = false }: { readonly isMute?: boolean } = {},
): Promise<StompServer> {
  const heard: string[] = [];
  const subscriptions = new Set<Subscription>();
  let messages = 0;
  let beats = 0;
  const publish = (destination: string, body: string): void => {
    for (const each of subscriptions) {
      if (each.destination !== destination) continue;
      const id = String(++messages);
      const headers = { subscription: each.id, 'message-id': id, destination };
      const ack: Record<string, string> = each.wantsAck ? { ack: id } : {};
      each.deliver({ command: 'MESSAGE', headers: { ...headers, ...ack }, body });
    }
  };
  const server = await startProtocolServer((peer) => {
    const decoder = new StompDecoder();
    const session = new Session(peer, { heartBeat, isMute, subscriptions, publish });
    return (text) => {
      if (/^\r?\n$/.test(text)) {
        heard.push('beat');
        publish('/beats', String(++beats));
      }
      for (const frame of decoder.take(text)) {
        heard.push([frame.command, frame.headers['id']].filter(Boolean).join(' '));
        session.take(frame);
      }
    };
  }, 'v12.stomp');
  return { ...server, heard };
}

interface Broker {
  readonly heartBeat: string;
  readonly isMute: boolean;
  readonly subscriptions: Set<Subscription>;
  readonly publish: (destination: string, body: string) => void;
}

class Session {
  readonly #peer: ProtocolPeer;
  readonly #broker: Broker;
  readonly #own = new Map<string, Subscription>();

  constructor(peer: ProtocolPeer, broker: Broker) {
    this.#peer = peer;
    this.#broker = broker;
    peer.onClose(() => {
      for (const id of [...this.#own.keys()]) this.#unsubscribe(id);
    });
  }

  take({ command, headers, body }: StompFrame): void {
    if (command === 'CONNECT' || command === 'STOMP') this.#connect(headers);
    else if (command === 'SUBSCRIBE') this.#subscribe(headers);
    else if (command === 'UNSUBSCRIBE') this.#unsubscribe(headers['id'] ?? '');
    else if (command === 'SEND') this.#broker.publish(headers['destination'] ?? '', body);
    const { receipt } = headers;
    if (receipt !== undefined) this.#write('RECEIPT', { 'receipt-id': receipt });
  }

  #connect(headers: StompFrame['headers']): void {
    if (headers['passcode'] === 'wrong') {
      this.#write('ERROR', { message: 'who are you?' });
      this.#peer.close(1008);
      return;
    }
    const { heartBeat, isMute } = this.#broker;
    this.#write('CONNECTED', { version: '1.2', 'heart-beat': heartBeat });
    const { sendEveryMs } = agreedBeats(heartBeat, headers['heart-beat']);
    if (sendEveryMs === 0 || isMute) return;
    const beats = alarmEvery(sendEveryMs, () => {
      this.#peer.send('\n');
    });
    this.#peer.onClose(() => {
      beats.cancel();
    });
  }

  #subscribe(headers: StompFrame['headers']): void {
    const { id = '', destination = '', ack = 'auto' } = headers;
    const subscription: Subscription = {
      ...{ id, destination, wantsAck: ack !== 'auto' },
      deliver: (frame) => {
        this.#peer.send(encodeStomp(frame));
      },
    };
    this.#own.set(id, subscription);
    this.#broker.subscriptions.add(subscription);
  }

  #unsubscribe(id: string): void {
    const known = this.#own.get(id);
    if (known !== undefined) this.#broker.subscriptions.delete(known);
    this.#own.delete(id);
  }

  #write(command: string, headers: StompFrame['headers']): void {
    this.#peer.send(encodeStomp({ command, headers, body: '' }));
  }
}
