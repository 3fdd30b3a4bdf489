/** What the words of a report mean, for readers who meet them for the first time. */

export const glossary: Readonly<Record<string, string>> = {
  zombie:
    'A connection the harness killed, and proved dead, that the server may still believe to be alive. It holds a slot until the server lets it go.',
  healthy: 'A connection no fault of the run touched. The server must keep it.',
  proof:
    'What a second, independent witness saw (a kernel counter, frames withheld, a probe unanswered). Time counts from here; without it the run proves nothing.',
  'close seen':
    'The tap saw a Close frame, FIN or RST from the server: it has given the connection up.',
  'slot free': 'The connection left the server’s own census: a new user can have its place.',
  'socket gone': 'The kernel says that no descriptor of the server holds the socket any more.',
  census: 'The server’s own list of its connections, asked several times a second.',
  tap: 'Our frame-aware proxy in front of the server: the witness of what crossed the wire.',
  'half-open-socket':
    'The client is gone without FIN or RST (power loss, radio shadow): nothing arrives any more and nothing says so.',
  'stalled-emitter':
    'The server’s path that emits events hangs for a connection while its health checks say all is well.',
  'silent-event-loss':
    'Chosen messages vanish on the way while the connection, its pings and all other messages go on.',
  'zero-window': 'The peer stops reading: the TCP window closes and the sender’s buffers fill.',
  'service level': 'What the scenario promises: from proof to release within this time.',
};
