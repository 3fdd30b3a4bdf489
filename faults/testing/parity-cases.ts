/** What a published WebSocket library can do, as scripts whose transcripts can be compared. */

import { once } from 'node:events';
import type { WebSocket } from 'ws';
import { closePayload, encodeFrame } from '../tap/encode-frame.ts';
import { describe, type ParityCase, type ParityStage } from './parity-stage.ts';

const lengths = [0, 1, 125, 126, 127, 65_535, 65_536, 1_000_000];

function bytes(length: number): Buffer {
  return Buffer.alloc(length, length % 251);
}

function echo(socket: WebSocket): void {
  socket.on('message', (data, isBinary) => {
    socket.send(data, { binary: isBinary });
  });
}

function closes(name: string, close: (socket: WebSocket) => void): readonly ParityCase[] {
  return [
    {
      name: `the client ${name}`,
      play: async (stage) => {
        const socket = await stage.dial();
        close(socket);
        await once(socket, 'close');
      },
    },
    {
      name: `the server ${name}`,
      serve: (socket) =>
        socket.once('message', () => {
          close(socket);
        }),
      play: async (stage) => {
        const socket = await stage.dial();
        socket.send('go');
        await once(socket, 'close');
      },
    },
  ];
}

/** Bytes no library would send, and how the server's library answers them. */
function broken(name: string, wire: Buffer): ParityCase {
  return {
    name,
    options: { maxPayload: 100_000 },
    play: async (stage) => {
      const client = await stage.raw();
      client.socket.write(wire);
      stage.client.push(await client.ended);
      stage.client.push(`got ${describe(behindHead(client.received()))}`);
      client.socket.destroy();
    },
  };
}

function behindHead(received: Buffer): Buffer {
  return received.subarray(received.indexOf('\r\n\r\n') + 4);
}

function up(shape: Partial<Parameters<typeof encodeFrame>[0]>): Buffer {
  return encodeFrame({ opcode: 1, masked: true, payload: 'x', ...shape });
}

const everyLength: ParityCase = {
  name: 'messages of every length of header, both ways',
  serve: echo,
  play: async (stage) => {
    const socket = await stage.dial();
    for (const length of lengths) {
      for (const binary of [true, false]) {
        const answered = once(socket, 'message');
        socket.send(bytes(length), { binary });
        await answered;
      }
    }
    socket.close();
  },
};

const fragments: ParityCase = {
  name: 'fragments with pings in between, both ways',
  serve: (socket) => {
    socket.on('message', () => {
      fragmented(socket);
    });
  },
  play: async (stage) => {
    const socket = await stage.dial();
    const answered = once(socket, 'message');
    fragmented(socket);
    await answered;
    socket.close();
  },
};

const pings: ParityCase = {
  name: 'pings and unasked pongs with payloads, both ways',
  serve: (socket) => {
    socket.once('message', () => {
      socket.ping(bytes(125));
      socket.pong('unasked');
    });
    socket.once('pong', () => {
      socket.send('done');
    });
  },
  play: async (stage) => {
    const socket = await stage.dial();
    const ponged = once(socket, 'pong');
    socket.ping('hello');
    await ponged;
    const done = once(socket, 'message');
    socket.pong('also unasked');
    socket.send('go');
    await done;
    socket.close();
  },
};

const pausedReader: ParityCase = {
  name: 'a reader that pauses, with megabytes on the way',
  serve: (socket) => {
    socket.once('message', () => {
      for (let index = 0; index < 100; index++) socket.send(bytes(80_000 + index));
      socket.send('last');
    });
  },
  play: async (stage) => {
    const socket = await stage.dial();
    const all = new Promise<void>((resolve) => {
      socket.on('message', (data) => {
        if (describe(data) === '"last"') resolve();
      });
    });
    socket.send('go');
    socket.pause();
    await new Promise((resolve) => setImmediate(resolve));
    socket.resume();
    await all;
    socket.close();
  },
};

const requestHeaders: ParityCase = {
  name: 'subprotocols, and the request as the server reads it',
  options: { handleProtocols: (offered) => [...offered].at(-1) ?? false },
  serve: (_socket, request, stage) => {
    const { host, ...headers } = request.headers;
    const told = Object.entries({ ...headers, 'sec-websocket-key': '' });
    stage.server.push(`${request.method} ${request.url} ${host !== undefined}`);
    stage.server.push(JSON.stringify(told.toSorted(([one], [other]) => (one < other ? -1 : 1))));
  },
  play: async (stage) => {
    const headers = { cookie: 'session=1', authorization: 'Bearer t', 'x-odd': ' a  b' };
    const socket = await stage.dial({ headers, origin: 'https://a.example' }, ['one', 'two']);
    socket.close();
  },
};

const refusal: ParityCase = {
  name: 'a refusal, with its headers and body',
  options: {
    verifyClient: (_info, answer) => {
      answer(false, 429, 'slow', { 'retry-after': '7' });
    },
  },
  play: async (stage) => {
    await stage.dial().catch(() => undefined);
  },
};

const halfClosed: ParityCase = {
  name: 'a client that ends its side and still listens',
  serve: (socket) => {
    socket.once('message', () => {
      socket.send('still here');
    });
  },
  play: async (stage) => {
    const client = await stage.raw();
    client.socket.end(up({}));
    stage.client.push(await client.ended);
    stage.client.push(`got ${describe(behindHead(client.received()))}`);
  },
};

const plainHttp: ParityCase = {
  name: 'HTTP that asks for no upgrade, twice on one connection',
  play: async (stage) => {
    for (const body of ['', 'x'.repeat(100_000)]) await post(stage, body);
  },
};

export const parityCases: readonly ParityCase[] = [
  everyLength,
  fragments,
  pings,
  ...closes('closes without a code', (socket) => {
    socket.close();
  }),
  ...[1000, 1001, 1011, 3000, 4999].flatMap((code) =>
    closes(`closes with ${code}`, (socket) => {
      socket.close(code, `because of ${code}`);
    }),
  ),
  ...closes('closes with the longest reason', (socket) => {
    socket.close(4000, 'r'.repeat(123));
  }),
  ...closes('sends and closes at once', (socket) => {
    socket.send(bytes(200_000));
    socket.close(4000, 'behind it');
  }),
  ...closes('terminates', (socket) => {
    socket.terminate();
  }),
  pausedReader,
  requestHeaders,
  refusal,
  halfClosed,
  plainHttp,
  broken('an unmasked frame', up({ masked: false })),
  broken('a reserved opcode', up({ opcode: 3 })),
  broken('reserved bits', up({ first: 0xf1 })),
  broken('a continuation of nothing', up({ opcode: 0 })),
  broken('a fragmented ping', up({ opcode: 9, unfinished: true })),
  broken('a ping of 126 bytes', up({ opcode: 9, payload: bytes(126) })),
  broken('text that is no UTF-8', up({ payload: Buffer.from([0xc3, 0x28]) })),
  broken('a close code nobody may send', up({ opcode: 8, payload: closePayload(1005) })),
  broken('half a close code', up({ opcode: 8, payload: 'x' })),
  broken('a message longer than the server takes', up({ payload: bytes(100_001) })),
];

function fragmented(socket: WebSocket): void {
  socket.send('one ', { fin: false });
  socket.ping('between');
  socket.send(bytes(70_000).toString('latin1'), { fin: false });
  socket.send('', { fin: false });
  socket.ping();
  socket.send(' end', { fin: true });
}

async function post(stage: ParityStage, body: string): Promise<void> {
  const url = stage.url.replace('ws:', 'http:');
  const response = await fetch(url, body === '' ? {} : { method: 'POST', body });
  const told = [response.status, response.headers.get('x-method'), await response.text()];
  stage.client.push(told.join(' '));
}
