/** The receiving half of a chat connection: sequence, acknowledgements, replays, totals. */

import { check } from 'k6';
import type { ClientMessage, ServerMessage } from '../../target/protocol.ts';
import { reportFilled, reportGap, reportGivenUp, reportReceived } from './mix-metrics.ts';
import type { TabTimers } from './tab-timers.ts';
import { Sequence } from './sequence.ts';

const ackEveryMs = 100;
const ackEveryEvents = 20;
const totalsEveryMs = 1000;

export interface ReceiverPorts {
  readonly timers: TabTimers;
  send(message: ClientMessage): void;
  onHello(): void;
  onMessage(message: ServerMessage): void;
}

export class Receiver {
  private readonly connection: string;
  private readonly ports: ReceiverPorts;
  private readonly sequence = new Sequence();
  private acks = false;
  private hasHeard = false;
  private unacknowledged = 0;
  private ackTimer: number | undefined;
  private totalsTimer: number | undefined;

  constructor(connection: string, ports: ReceiverPorts) {
    this.connection = connection;
    this.ports = ports;
  }

  receive(text: string): void {
    const message = parse(text);
    if (message === undefined) return;
    if (message.type === 'hello') {
      check(this.hasHeard, { 'hello comes first': (hasHeard) => !hasHeard });
      this.acks = message.acks;
      this.ports.onHello();
    } else if (message.type === 'gap') this.giveUp(message);
    else if ('seq' in message) this.takeEvent(message.seq, message.type === 'probe');
    this.hasHeard = true;
    this.ports.onMessage(message);
  }

  /** Cancels what is pending and reports the totals a last time. */
  stop(): void {
    clearTimeout(this.ackTimer);
    this.reportTotals();
  }

  reportTotals(): void {
    clearTimeout(this.totalsTimer);
    this.totalsTimer = undefined;
    reportReceived(this.connection, this.sequence);
  }

  private takeEvent(seq: number, isProbe: boolean): void {
    const { gap, filled, isRepeat } = this.sequence.take(seq);
    if (gap !== undefined) {
      reportGap(this.connection, gap);
      if (this.acks) this.ports.send({ type: 'resume', fromSeq: gap.fromSeq });
    }
    if (filled !== undefined) reportFilled(this.connection, filled);
    this.totalsTimer ??= setTimeout(() => {
      this.reportTotals();
    }, totalsEveryMs);
    // a probe asks whether this client still gets events: even a repeated one is answered at once
    if (isProbe) this.acknowledge();
    else if (this.acks && !isRepeat) this.acknowledgeSoon();
  }

  private giveUp(range: { readonly fromSeq: number; readonly toSeq: number }): void {
    reportGivenUp(this.connection, range);
    this.sequence.giveUp(range);
    if (this.acks) this.acknowledgeSoon();
  }

  private acknowledgeSoon(): void {
    this.unacknowledged++;
    if (this.unacknowledged >= ackEveryEvents) this.acknowledge();
    else
      this.ackTimer ??= this.ports.timers.after(ackEveryMs, () => {
        this.acknowledge();
      });
  }

  private acknowledge(): void {
    clearTimeout(this.ackTimer);
    this.ackTimer = undefined;
    this.unacknowledged = 0;
    this.ports.send({ type: 'ack', seq: this.sequence.contiguous });
  }
}

/** Undefined for what is not of this protocol: other servers may be under test. */
function parse(text: string): ServerMessage | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    const isMessage = typeof parsed === 'object' && parsed !== null && 'type' in parsed;
    return isMessage ? (parsed as ServerMessage) : undefined;
  } catch {
    return undefined;
  }
}
