/** A connection through the tap that nobody touches: each message it sends must come back before the next one goes. */

import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { up } from './frames.ts';
import { rawSocket, type RawSocket } from './raw-socket.ts';

export class TapNeighbour {
  echoes = 0;
  readonly #socket: RawSocket;
  #turn: Promise<void> = Promise.resolve();
  #heard = 0;

  private constructor(socket: RawSocket) {
    this.#socket = socket;
  }

  /** The server behind the tap must send back what it gets. */
  static async open(port: number): Promise<TapNeighbour> {
    const socket: Socket = connect({ port, host: '127.0.0.1' });
    socket.write('GET / HTTP/1.1\r\nUpgrade: websocket\r\nx-chaos-connection: good\r\n\r\n');
    const [head] = (await once(socket, 'data')) as [Buffer];
    if (!head.includes(' 101 ')) throw new Error(`refused: ${head.toString()}`);
    return new TapNeighbour(rawSocket(socket));
  }

  /** There and back. */
  echo(): Promise<void> {
    this.#turn = this.#turn.then(async () => {
      const frame = up(`alive-${this.echoes}`);
      this.#socket.socket.write(frame);
      this.#heard += frame.length;
      const bytes = await this.#socket.until((received) => received.length >= this.#heard);
      if (!bytes.subarray(-frame.length).equals(frame)) throw new Error('the neighbour was hurt');
      this.echoes++;
    });
    return this.#turn;
  }

  close(): void {
    this.#socket.socket.destroy();
  }
}
