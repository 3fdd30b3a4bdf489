/** A Phoenix client: joins a room, pushes and awaits the reply, hears a shout, leaves. */

import { check } from 'k6';
import type { Options } from 'k6/options';
import { PhoenixSession } from '../protocols/phoenix.ts';

export const options: Options = {
  thresholds: { message_round_trip: ['p(95)<1000'], checks: ['rate==1'] },
};

export default function (): void {
  const session = new PhoenixSession(__ENV['WS_URL'] ?? 'ws://127.0.0.1:4000/socket');
  const room = session.channel('room:lobby');
  room.on('shout', (payload) => {
    check(payload, { 'the shout came back': (p) => JSON.stringify(p) === '{"text":"hi"}' });
    room.leave(() => {
      session.close();
    });
  });
  session.onconnect = () => {
    room.join({}, ({ status }) => {
      check(status, { 'the room lets us in': (s) => s === 'ok' });
      room.push('shout', { text: 'hi' });
    });
  };
}
