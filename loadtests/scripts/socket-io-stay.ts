/** A Socket.IO client that stays: connected until the end of the test, with an echo now and then. */

import { SocketIoSession } from '../protocols/socket-io.ts';

const everyMs = Number(__ENV['ECHO_EVERY_MS'] ?? '500');
const isIdle = __ENV['ACTIVITY'] === 'idle';

export default function (): void {
  const session = new SocketIoSession(__ENV['WS_URL'] ?? 'ws://127.0.0.1:3000');
  let isOver = false;
  const talk = (): void => {
    if (isOver || isIdle) return;
    session.emitWithAck('echo', ['hello'], () => undefined);
    setTimeout(talk, everyMs);
  };
  session.onconnect = talk;
  session.onend = () => {
    isOver = true;
  };
}
