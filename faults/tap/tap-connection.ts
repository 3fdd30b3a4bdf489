/** One tapped connection: request and answer are read once, then both directions are followed frame by frame. */

import type { Socket } from 'node:net';
import type { TapCounters, WithholdRule } from '../../harness/contracts/fault.ts';
import type { Side } from '../../harness/contracts/history.ts';
import { Direction } from './direction.ts';
import { headEnd, longestHeadBytes, readStatus, readUpgrade } from './http-head.ts';
import type { Ledger } from './ledger.ts';
import { withholdMessages } from './withhold.ts';

/**
 * `request` waits for the client's request head, `answer` for the server's; `open` is an upgraded WebSocket;
 * `opaque` is everything else (other HTTP, a refusal), passed on unread.
 */
type Phase = 'request' | 'answer' | 'open' | 'opaque';

export class TapConnection {
  id = '';
  readonly client: Socket;
  readonly target: Socket;
  readonly #up: Direction;
  readonly #down: Direction;
  readonly #ledger: Ledger;
  #phase: Phase = 'request';
  #opened = false;
  #head: Buffer | undefined;
  /** What the client sent before the answer: already passed on, followed when it was a 101. */
  #early: Buffer[] | undefined;
  #withheld = 0;
  #endTold: { client?: true; server?: true } = {};
  #legsClosed = 0;

  constructor(client: Socket, target: Socket, ledger: Ledger) {
    this.client = client;
    this.target = target;
    this.#ledger = ledger;
    this.#up = new Direction('client', client, target);
    this.#down = new Direction('server', target, client);
  }

  fromClient(chunk: Buffer): void {
    if (this.#phase === 'open') this.#follow('client', chunk);
    else if (this.#phase === 'request') this.#readRequest(chunk);
    else {
      if (this.#phase === 'answer') (this.#early ??= []).push(chunk);
      this.#up.forward(chunk);
    }
  }

  fromTarget(chunk: Buffer): void {
    if (this.#phase === 'open') this.#follow('server', chunk);
    else if (this.#phase === 'answer') this.#readAnswer(chunk);
    else this.#down.forward(chunk);
  }

  /** That side has sent FIN: carried through, the other direction goes on. */
  ended(side: Side): void {
    this.#tellEnd(side, 'fin');
    this.#other(side).end();
  }

  /** That side's socket failed: the other side gets the RST. */
  failed(side: Side, error: NodeJS.ErrnoException): void {
    if (side === 'server' && error.syscall === 'connect') {
      this.#answerUnreachable(error);
      return;
    }
    this.#tellEnd(side, 'rst');
    const other = this.#other(side);
    if (!other.destroyed) other.resetAndDestroy();
  }

  /** One leg is gone for good. */
  legClosed(side: Side): void {
    const other = this.#other(side);
    if (!other.destroyed) other.destroySoon();
    this.#legsClosed++;
    if (this.#legsClosed < 2 || !this.#opened) return;
    const [up, down] = [this.#up.tracker, this.#down.tracker];
    this.#ledger.record({
      kind: 'tap.closed',
      connection: this.id,
      framesUp: up.frames,
      framesDown: down.frames,
      bytesUp: up.bytes,
      bytesDown: down.bytes,
    });
    this.#ledger.closed(this);
  }

  /** A fault of ours in following this connection: it ends, the others live. */
  abandon(error: unknown): void {
    const reason = `the tap gave up: ${error instanceof Error ? error.message : String(error)}`;
    if (this.#opened) this.#protocolError('client', reason);
    this.client.destroy();
    this.target.destroy();
  }

  counters(): TapCounters {
    const [up, down] = [this.#up.tracker, this.#down.tracker];
    return {
      connection: this.id,
      open: this.#opened && this.#legsClosed === 0,
      messagesUp: up.messages,
      messagesDown: down.messages,
      pingsDown: down.pings,
      pongsUp: up.pongs,
      bytesUp: up.bytes,
      bytesDown: down.bytes,
      withheld: this.#withheld,
    };
  }

  withhold({ direction, every, limit }: WithholdRule): void {
    const of = { connection: this.id, direction };
    const rule = withholdMessages(
      { every, limit },
      {
        withheld: (message) => {
          this.#withheld++;
          this.#ledger.record({ kind: 'tap.withheld', ...of, ...message });
        },
        neighbourDelivered: (index) => {
          this.#ledger.record({ kind: 'tap.neighbour-delivered', ...of, index });
        },
      },
    );
    (direction === 'up' ? this.#up : this.#down).arm(rule);
  }

  release(): void {
    this.#up.release();
    this.#down.release();
  }

  /** Sends on after the sink of that side has room again. */
  drained(side: Side): void {
    this.#other(side).resume();
  }

  #readRequest(chunk: Buffer): void {
    const head = this.#gather(chunk);
    const end = headEnd(head);
    if (end === -1) {
      if (head.length > longestHeadBytes) this.#passUnread(this.#up, head);
      return;
    }
    const upgrade = readUpgrade(head.subarray(0, end));
    if (upgrade === undefined) {
      this.#passUnread(this.#up, head);
      return;
    }
    this.id = upgrade.connection ?? this.#ledger.assignId();
    this.#phase = 'answer';
    this.#head = undefined;
    this.#up.forward(upgrade.rewrite(this.id));
    if (head.length > end) this.fromClient(head.subarray(end));
  }

  #readAnswer(chunk: Buffer): void {
    const head = this.#gather(chunk);
    const end = headEnd(head);
    const status = readStatus(head);
    if (end === -1) {
      const hopeless = head.length > longestHeadBytes || (status === 0 && head.length > 12);
      if (hopeless) this.#refuse(0, head);
      return;
    }
    if (status === 101) this.#open(head, end);
    else if (status < 100 || status > 199) this.#refuse(status, head);
    else {
      // an interim answer; the real one follows
      this.#down.forward(head.subarray(0, end));
      this.#head = undefined;
      if (head.length > end) this.#readAnswer(head.subarray(end));
    }
  }

  #open(head: Buffer, end: number): void {
    const early = this.#early ?? [];
    this.#phase = 'open';
    this.#opened = true;
    this.#head = undefined;
    this.#early = undefined;
    this.#ledger.opened(this);
    this.#ledger.record({
      kind: 'tap.open',
      connection: this.id,
      clientPort: this.client.remotePort ?? 0,
      serverPort: this.target.localPort ?? 0,
    });
    this.#down.forward(head.subarray(0, end));
    for (const chunk of early) this.#up.tracker.track(chunk);
    this.#report('client');
    if (head.length > end) this.#follow('server', head.subarray(end));
  }

  #refuse(status: number, head: Buffer): void {
    this.#ledger.record({ kind: 'tap.refused', connection: this.id, status });
    this.#early = undefined;
    this.#passUnread(this.#down, head);
  }

  #passUnread(direction: Direction, head: Buffer): void {
    this.#phase = 'opaque';
    this.#head = undefined;
    direction.forward(head);
  }

  #gather(chunk: Buffer): Buffer {
    this.#head = this.#head === undefined ? chunk : Buffer.concat([this.#head, chunk]);
    return this.#head;
  }

  #follow(side: Side, chunk: Buffer): void {
    (side === 'client' ? this.#up : this.#down).push(chunk);
    this.#report(side);
  }

  #report(side: Side): void {
    const direction = side === 'client' ? this.#up : this.#down;
    const { closeCode, error } = direction.tracker;
    if (closeCode !== undefined) {
      const code = direction.takeCloseCode();
      if (code !== undefined)
        this.#ledger.record({ kind: 'tap.close-frame', connection: this.id, by: side, code });
    }
    if (error !== undefined) {
      const reason = direction.takeError();
      if (reason !== undefined) this.#protocolError(side, reason);
    }
  }

  #protocolError(by: Side, reason: string): void {
    this.#ledger.record({ kind: 'tap.protocol-error', connection: this.id, by, reason });
  }

  #tellEnd(by: Side, how: 'fin' | 'rst'): void {
    if (!this.#opened || this.#endTold[by] === true) return;
    this.#endTold[by] = true;
    this.#ledger.record({ kind: 'tap.end', connection: this.id, by, how });
  }

  #answerUnreachable(error: NodeJS.ErrnoException): void {
    if (this.id !== '')
      this.#ledger.record({ kind: 'tap.refused', connection: this.id, status: 502 });
    const body = `ws-chaos tap: the target cannot be reached (${error.code ?? error.message})\n`;
    this.client.end(
      `HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\ncontent-type: text/plain\r\n` +
        `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  }

  #other(side: Side): Socket {
    return side === 'client' ? this.target : this.client;
  }
}
