/** A Socket.IO client: is welcomed, asks for an acknowledgement, hears a shout with binary data, leaves. */

import { check } from 'k6';
import type { Options } from 'k6/options';
import { SocketIoSession } from '../protocols/socket-io.ts';

export const options: Options = {
  thresholds: { message_round_trip: ['p(95)<1000'], checks: ['rate==1'] },
};

export default function (): void {
  const session = new SocketIoSession(__ENV['WS_URL'] ?? 'ws://127.0.0.1:3000');
  session.onconnect = (sid) => {
    check(sid, { 'the session has an id': (id) => id.length > 0 });
    session.emitWithAck('echo', ['ä', { n: 1 }], (text, object) => {
      check([text, object], {
        'the echo is whole': (both) => JSON.stringify(both) === '["ä",{"n":1}]',
      });
      session.emit('shout', 'hi');
    });
  };
  session.on('welcome', (_where, acknowledge) => {
    (acknowledge as (reply: string) => void)('thanks');
  });
  session.on('heard', (text, bytes) => {
    check(bytes, {
      'the shout came back': () => text === 'hi',
      'with its attachment': (data) => data instanceof ArrayBuffer && data.byteLength === 2,
    });
    session.close();
  });
}
