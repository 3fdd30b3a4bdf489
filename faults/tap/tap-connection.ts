/** One tapped connection: request and answer are read once, then both directions are followed frame by frame. */

import type { Socket } from 'node:net';
import type { TapCounters, WithholdRule } from '../../harness/contracts/fault.ts';
import type { Side } from '../../harness/contracts/history.ts';
import type { CutManner } from '../../harness/contracts/tap-rules.ts';
import { Direction } from './direction.ts';
import { Ends, type EndsOwner } from './ends.ts';
import { Handshake } from './handshake.ts';
import type { Ledger } from './ledger.ts';
import { resetLeg } from './target-leg.ts';
import { answerUnreachable, reasonOf } from './unreachable.ts';
import { withholdMessages } from './withhold.ts';
import { messageOf } from '../../harness/contracts/errors.ts';

/**
 * `request` waits for a client's request to upgrade, behind whatever other HTTP; `answer` for the server's answer to it;
 * `open` is an upgraded WebSocket; `opaque` is what cannot be followed, passed on unread.
 */
type Phase = 'request' | 'answer' | 'open' | 'opaque';

export class TapConnection implements EndsOwner {
  id = '';
  /** When the upgrade was answered. */
  openedUs = 0;
  readonly client: Socket;
  readonly target: Socket;
  readonly up: Direction;
  readonly down: Direction;
  readonly ends: Ends;
  readonly #ledger: Ledger;
  #phase: Phase = 'request';
  #handshake: Handshake | undefined = new Handshake();
  #opened = false;
  /** The target has accepted the connection, and proved who it is where that is asked. */
  #reached = false;
  #unreachable: NodeJS.ErrnoException | undefined;
  #withheld = 0;
  #acted: Record<string, number> | undefined;

  constructor(client: Socket, target: Socket, ledger: Ledger) {
    this.client = client;
    this.target = target;
    this.#ledger = ledger;
    this.up = new Direction('client', client, target);
    this.down = new Direction('server', target, client);
    this.ends = new Ends(this);
  }

  ended(by: Side, how: CutManner): void {
    if (this.#opened) this.#ledger.record({ kind: 'tap.end', connection: this.id, by, how });
  }

  reached(): void {
    this.#reached = true;
  }

  fromClient(chunk: Buffer): void {
    let rest: Buffer | undefined = chunk;
    while (rest !== undefined && this.#phase === 'request') rest = this.#readRequest(rest);
    if (rest === undefined) return;
    if (this.#phase === 'open') {
      this.#follow('client', rest);
      return;
    }
    // followed already, though only a 101 makes frames of it: to keep it until then would have no bound
    if (this.#phase === 'answer') this.up.tracker.track(rest);
    this.up.forward(rest);
  }

  fromTarget(chunk: Buffer): void {
    let rest: Buffer | undefined = chunk;
    while (rest !== undefined && this.#phase === 'answer') rest = this.#readAnswer(rest);
    if (rest === undefined) return;
    if (this.#phase === 'open') {
      this.#follow('server', rest);
      return;
    }
    this.#handshake?.plainAnswers(rest);
    this.#giveUpIfLost();
    this.down.forward(rest);
  }

  /** That side's socket failed: the other side gets the RST. */
  failed(side: Side, error: NodeJS.ErrnoException): void {
    if (side === 'server' && !this.#reached) {
      this.#unreachable = error;
      // a request that is under way is read first: whom the refusal meets is to be known
      if (this.#phase !== 'request') this.#refuse(error);
      return;
    }
    this.ends.came(side, 'rst');
  }

  /** One leg is gone for good. */
  legClosed(side: Side): void {
    if (side === 'server' && this.#unreachable !== undefined) return;
    this.ends.closed(side);
    if (!this.ends.bothClosed || !this.#opened) return;
    const [up, down] = [this.up.tracker, this.down.tracker];
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

  /** Both ends at once, by our own doing. */
  cut(how: CutManner): void {
    for (const socket of [this.client, this.target]) {
      if (socket.destroyed) continue;
      if (how === 'rst') resetLeg(socket);
      else socket.destroySoon();
    }
  }

  /** A fault of ours in following this connection: it ends, the others live. */
  abandon(error: unknown): void {
    const reason = `the tap gave up: ${messageOf(error)}`;
    if (this.#opened) this.#protocolError('client', reason);
    this.client.destroy();
    this.target.destroy();
  }

  counters(): TapCounters {
    const [up, down] = [this.up.tracker, this.down.tracker];
    return {
      connection: this.id,
      open: this.#opened && this.ends.noneSeen,
      messagesUp: up.messages,
      messagesDown: down.messages,
      pingsDown: down.pings,
      pongsUp: up.pongs,
      bytesUp: up.bytes,
      bytesDown: down.bytes,
      withheld: this.#withheld,
      ...(this.#acted === undefined ? {} : { acted: this.#acted }),
    };
  }

  /** Adds to what rules have done here, by verb. */
  count(verb: string, by = 1): void {
    this.#acted ??= {};
    this.#acted[verb] = (this.#acted[verb] ?? 0) + by;
  }

  /** Until the returned function is called. */
  withhold({ direction: name, every, limit }: WithholdRule): () => void {
    const of = { connection: this.id, direction: name };
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
    const direction = name === 'up' ? this.up : this.down;
    direction.arm(rule);
    return () => {
      direction.disarm(rule);
    };
  }

  /** That side's socket has room again. */
  drained(side: Side): void {
    (side === 'client' ? this.down : this.up).drained();
  }

  /** What is left of the chunk behind what could be read. */
  #readRequest(chunk: Buffer): Buffer | undefined {
    const read = this.#handshake?.request(chunk, this.#ledger.assignId);
    if (read === undefined) return undefined;
    if (read.is === 'upgrade') {
      this.id = read.id;
      this.#ledger.asked(this, read.head);
      if (this.client.destroyed) return undefined;
    }
    if (this.#unreachable !== undefined) {
      this.#refuse(this.#unreachable);
      return undefined;
    }
    if (read.is === 'other') {
      this.#becomeOpaque();
      return read.bytes;
    }
    if (read.is === 'upgrade') this.#phase = 'answer';
    this.up.forward(read.head);
    return read.rest;
  }

  /** What is left of the chunk behind what could be read. */
  #readAnswer(chunk: Buffer): Buffer | undefined {
    const read = this.#handshake?.answer(chunk);
    if (read === undefined) return undefined;
    if (read.is === 'refused') {
      this.#refused(read.status, read.bytes);
      return undefined;
    }
    if (read.is === 'accepted') this.#open();
    else this.#giveUpIfLost();
    this.down.forward(read.head);
    return read.rest;
  }

  #refused(status: number, bytes: Buffer): void {
    this.#recordRefusal(status);
    // what came behind the request was taken for frames, and where the next request begins in it nobody knows
    if (this.up.tracker.bytes > 0) this.#becomeOpaque();
    else {
      this.#phase = 'request';
      this.#handshake?.refused(bytes);
      this.#giveUpIfLost();
    }
    this.down.forward(bytes);
  }

  #giveUpIfLost(): void {
    if (this.#handshake?.isLost === true) this.#becomeOpaque();
  }

  #open(): void {
    this.#phase = 'open';
    this.#handshake = undefined;
    this.#opened = true;
    this.openedUs = this.#ledger.nowUs();
    this.#ledger.opened(this);
    this.#ledger.record({
      kind: 'tap.open',
      connection: this.id,
      clientPort: this.client.remotePort ?? 0,
      serverPort: this.target.localPort ?? 0,
    });
    this.#report('client');
  }

  #becomeOpaque(): void {
    this.#phase = 'opaque';
    this.#handshake = undefined;
  }

  #follow(side: Side, chunk: Buffer): void {
    (side === 'client' ? this.up : this.down).push(chunk);
    this.#report(side);
  }

  #report(side: Side): void {
    const direction = side === 'client' ? this.up : this.down;
    const { closeCode, error } = direction.tracker;
    if (closeCode !== undefined) this.#reportCloses(side, direction);
    if (error !== undefined) {
      const reason = direction.takeError();
      if (reason !== undefined) this.#protocolError(side, reason);
    }
  }

  #reportCloses(by: Side, direction: Direction): void {
    const [code, again] = [direction.takeCloseCode(), direction.takeSecondCloseCode()];
    const connection = this.id;
    if (code !== undefined) this.#ledger.record({ kind: 'tap.close-frame', connection, by, code });
    if (again !== undefined)
      this.#ledger.record({ kind: 'tap.close-again', connection, by, code: again });
  }

  #protocolError(by: Side, reason: string): void {
    this.#ledger.record({ kind: 'tap.protocol-error', connection: this.id, by, reason });
  }

  #refuse(error: NodeJS.ErrnoException): void {
    const reason = reasonOf(error);
    this.#becomeOpaque();
    if (this.id !== '') this.#recordRefusal(502, reason);
    answerUnreachable(this.client, reason);
  }

  #recordRefusal(status: number, reason?: string): void {
    const why = reason === undefined ? {} : { reason };
    this.#ledger.record({ kind: 'tap.refused', connection: this.id, status, ...why });
  }
}
