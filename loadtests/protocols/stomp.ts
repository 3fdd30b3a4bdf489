/** A STOMP 1.2 client for scripts: connect, send with receipts, subscribe, acknowledge, heart-beats. */

import {
  agreedBeats,
  encodeStomp,
  stompBeat,
  StompDecoder,
  type StompFrame,
} from './codecs/stomp.ts';
import { KeepAlive } from './keep-alive.ts';
import { RoundTrips } from './round-trips.ts';
import { Wire, type WireEnd } from './wire.ts';

const protocol = 'stomp';
/** A server may be late by this factor before it counts as silent. */
const patience = 2;

type Headers = Readonly<Record<string, string>>;

export interface StompSettings {
  /** Header `host` of CONNECT; `/` without it. */
  readonly host?: string;
  /** More headers of CONNECT: `login`, `passcode`. */
  readonly connectHeaders?: Headers;
  /** What we can send and want to hear, milliseconds; `10000,10000` without it. */
  readonly heartBeat?: string;
  readonly headers?: Headers;
  readonly tags?: Headers;
}

export class StompSession {
  onconnect: (headers: Headers) => void = () => undefined;
  /** An ERROR frame; the server closes after it. */
  onerror: (frame: StompFrame) => void = () => undefined;
  onend: (end: WireEnd) => void = () => undefined;
  private readonly settings: StompSettings;
  private readonly wire: Wire;
  private readonly decoder = new StompDecoder();
  private readonly roundTrips: RoundTrips<StompFrame>;
  private readonly subscriptions = new Map<string, (frame: StompFrame) => void>();
  private keepAlive: KeepAlive | undefined;
  private lastId = 0;

  constructor(url: string, settings: StompSettings = {}) {
    this.settings = settings;
    const { headers, tags } = settings;
    this.roundTrips = new RoundTrips(protocol, tags);
    this.wire = new Wire(
      url,
      { protocol, headers, tags, subprotocol: 'v12.stomp' },
      {
        onOpen: () => {
          this.greet();
        },
        onText: (text) => {
          this.keepAlive?.heard();
          for (const frame of this.decoder.take(text)) this.take(frame);
        },
        onEnd: (end) => {
          this.keepAlive?.stop();
          this.roundTrips.end();
          this.onend(end);
        },
      },
    );
  }

  send(destination: string, body: string, headers: Headers = {}): void {
    this.frame('SEND', { destination, ...headers }, body);
  }

  /** `done` is called with the server's RECEIPT; the time until then is a `message_round_trip`. */
  sendWithReceipt(destination: string, body: string, done: (receipt: StompFrame) => void): void {
    this.send(destination, body, { receipt: this.expectReceipt('SEND', done) });
  }

  /** Returns the subscription's id. Headers: `ack: client-individual` where messages are acknowledged. */
  subscribe(destination: string, hear: (frame: StompFrame) => void, headers: Headers = {}): string {
    const id = `sub-${++this.lastId}`;
    this.subscriptions.set(id, hear);
    this.frame('SUBSCRIBE', { id, destination, ...headers });
    return id;
  }

  unsubscribe(id: string): void {
    this.subscriptions.delete(id);
    this.frame('UNSUBSCRIBE', { id });
  }

  /** Of a MESSAGE with an `ack` header. */
  ack({ headers }: StompFrame): void {
    this.frame('ACK', { id: headers['ack'] ?? '' });
  }

  nack({ headers }: StompFrame): void {
    this.frame('NACK', { id: headers['ack'] ?? '' });
  }

  /** DISCONNECT, and the end of the connection when the server has confirmed it. */
  close(): void {
    const receipt = this.expectReceipt('DISCONNECT', () => {
      this.wire.close(1000);
    });
    this.frame('DISCONNECT', { receipt });
  }

  private expectReceipt(message: string, done: (receipt: StompFrame) => void): string {
    const receipt = `receipt-${++this.lastId}`;
    this.roundTrips.expect(receipt, message, done);
    return receipt;
  }

  private frame(command: string, headers: Headers, body = ''): void {
    this.wire.send(encodeStomp({ command, headers, body }));
  }

  private get heartBeat(): string {
    return this.settings.heartBeat ?? '10000,10000';
  }

  private greet(): void {
    const { host = '/', connectHeaders } = this.settings;
    this.frame('CONNECT', {
      'accept-version': '1.2',
      host,
      'heart-beat': this.heartBeat,
      ...connectHeaders,
    });
  }

  private take(frame: StompFrame): void {
    const { command, headers } = frame;
    if (command === 'CONNECTED') this.connected(headers);
    else if (command === 'MESSAGE') this.subscriptions.get(headers['subscription'] ?? '')?.(frame);
    else if (command === 'RECEIPT') this.roundTrips.answer(headers['receipt-id'] ?? '', frame);
    else if (command === 'ERROR') this.onerror(frame);
  }

  private connected(headers: Headers): void {
    const { sendEveryMs, hearEveryMs } = agreedBeats(this.heartBeat, headers['heart-beat']);
    this.keepAlive = new KeepAlive({
      protocol,
      beatEveryMs: sendEveryMs,
      beat: () => {
        this.wire.send(stompBeat);
      },
      silentAfterMs: hearEveryMs * patience,
      onSilent: () => {
        this.wire.close(1000, 'no heart-beat');
      },
    });
    this.onconnect(headers);
  }
}
