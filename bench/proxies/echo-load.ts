/** Clients of bare TCP that speak just enough WebSocket to measure what is between them and the server. */

import { connect, type OnReadOpts, type Socket } from 'node:net';
import { once } from 'node:events';
import { encodeFrame } from '../../faults/tap/encode-frame.ts';
import { systemClock } from '../../harness/process/system-clock.ts';
import { messageBytes } from './echo-server.ts';

const request =
  'GET / HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n';
const frame = encodeFrame({ opcode: 2, payload: Buffer.alloc(messageBytes), masked: true });
const answerBytes = 2 + messageBytes;
/** So many handshakes are under way at once. */
const atOnce = 64;

export interface EchoClient {
  readonly socket: Socket;
  got: number;
  sentUs: number;
  onAnswer: ((client: EchoClient) => void) | undefined;
}

/** What the shared listeners find on their socket. */
interface ClientSocket extends Socket {
  echoes?: EchoClient;
  /** Until the handshake is over. */
  opening?: PromiseWithResolvers<EchoClient> | undefined;
}

/** Opens them all; rejects when one is refused. */
export async function openClients(port: number, count: number): Promise<readonly EchoClient[]> {
  const clients: EchoClient[] = [];
  let left = count;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left--;
      clients.push(await openClient(port));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return clients;
}

/** Costs as little as it can: clients, proxy and server share the machine, and only the proxy is to be measured. */
function openClient(port: number): Promise<EchoClient> {
  const socket: ClientSocket = connect({ port, host: '127.0.0.1', noDelay: true, onread });
  socket.echoes = { socket, got: 0, sentUs: 0, onAnswer: undefined };
  socket.opening = Promise.withResolvers();
  socket.on('connect', onConnect);
  socket.on('error', onError);
  return socket.opening.promise;
}

const received = Buffer.allocUnsafe(65_536);
const onread: OnReadOpts = {
  buffer: received,
  callback: function (this: ClientSocket, length: number) {
    const { echoes, opening } = this;
    if (echoes === undefined) return true;
    if (opening !== undefined) {
      this.opening = undefined;
      const head = received.toString('latin1', 0, length);
      if (head.includes(' 101 ')) opening.resolve(echoes);
      else opening.reject(new Error(`refused: ${head}`));
      return true;
    }
    echoes.got += length;
    while (echoes.got >= answerBytes) {
      echoes.got -= answerBytes;
      echoes.onAnswer?.(echoes);
    }
    return true;
  },
};

function onConnect(this: ClientSocket): void {
  this.write(request);
}

function onError(this: ClientSocket, error: Error): void {
  this.opening?.reject(error);
}

export async function closeClients(clients: readonly EchoClient[]): Promise<void> {
  await Promise.all(
    clients.map(async ({ socket }) => {
      const closed = once(socket, 'close');
      socket.destroy();
      await closed;
    }),
  );
}

/** One message in flight on each connection, as fast as it goes; answers how many came back. */
export async function echoClosedLoop(
  clients: readonly EchoClient[],
  forMs: number,
): Promise<number> {
  let answers = 0;
  let isOver = false;
  for (const client of clients) {
    client.onAnswer = ({ socket }) => {
      answers++;
      if (!isOver) socket.write(frame);
    };
    client.socket.write(frame);
  }
  await systemClock.delay(forMs);
  isOver = true;
  for (const client of clients) client.onAnswer = undefined;
  return answers;
}

/** So many messages a second over all connections in turn; answers the round trips, microseconds, sorted. */
export async function echoPaced(
  clients: readonly EchoClient[],
  { perSecond, forMs }: { readonly perSecond: number; readonly forMs: number },
): Promise<readonly number[]> {
  const tripsUs: number[] = [];
  for (const client of clients) {
    client.onAnswer = ({ sentUs }) => {
      if (sentUs > 0) tripsUs.push(systemClock.nowUs() - sentUs);
    };
  }
  const beganUs = systemClock.nowUs();
  let sent = 0;
  while (systemClock.nowUs() - beganUs < forMs * 1000) {
    const due = ((systemClock.nowUs() - beganUs) / 1e6) * perSecond;
    for (; sent < due; sent++) {
      const client = clients[sent % clients.length];
      if (client === undefined) break;
      client.sentUs = systemClock.nowUs();
      client.socket.write(frame);
    }
    await systemClock.delay(1);
  }
  await systemClock.delay(200); // what is still under way
  for (const client of clients) client.onAnswer = undefined;
  return tripsUs.toSorted((one, other) => one - other);
}
