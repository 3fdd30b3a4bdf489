/** A SignalR client: invokes a method of the hub, reads a stream, hears a broadcast. */

import { check } from 'k6';
import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { SignalrSession } from '../protocols/signalr.ts';

export const options: Options = {
  thresholds: { message_round_trip: ['p(95)<1000'], checks: ['rate==1'] },
};

export default function (): void {
  const session = new SignalrSession(__ENV['WS_URL'] ?? 'ws://127.0.0.1:5000/chat');
  const mine = `user ${exec.vu.idInTest}`;
  session.on('heard', (text) => {
    if (text === mine) session.close();
  });
  const count = (): void => {
    const items: unknown[] = [];
    session.stream('Count', [3], {
      item: (item) => items.push(item),
      done: () => {
        check(items, { 'the stream is whole': (all) => all.join() === '1,2,3' });
        session.send('Broadcast', mine);
      },
    });
  };
  session.onconnect = () => {
    session.invoke('Echo', [mine], ({ result }) => {
      check(result, { 'the hub echoes': (text) => text === mine });
      count();
    });
  };
}
