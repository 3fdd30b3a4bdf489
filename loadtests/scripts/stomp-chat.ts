/** A STOMP client: subscribes, sends with a receipt, acknowledges what it hears, disconnects. */

import { check } from 'k6';
import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { StompSession } from '../protocols/stomp.ts';

export const options: Options = {
  thresholds: { message_round_trip: ['p(95)<1000'], checks: ['rate==1'] },
};

export default function (): void {
  const session = new StompSession(__ENV['WS_URL'] ?? 'ws://127.0.0.1:61614/ws');
  const topic = `/topic/user-${exec.vu.idInTest}`;
  const body = 'prices: 5 €\n';
  session.onconnect = () => {
    session.subscribe(
      topic,
      (message) => {
        check(message, { 'the message is whole': (frame) => frame.body === body });
        session.ack(message);
        session.close();
      },
      { ack: 'client-individual' },
    );
    session.sendWithReceipt(topic, body, (receipt) => {
      check(receipt, { 'the broker confirms': ({ command }) => command === 'RECEIPT' });
    });
  };
}
