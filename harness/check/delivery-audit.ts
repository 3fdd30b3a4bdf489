/** Follows the sequence numbers of every connection: gaps in the middle, and events missing at the end. */

import type { Violation } from '../contracts/checker.ts';
import type { EventOf, HistoryEvent } from '../contracts/history.ts';
import { durationUs } from './findings.ts';
import { formatRange, OpenGaps, type Gap } from './open-gaps.ts';

/** The server says it has emitted up to `seq`; the client must have it when this is due. */
interface Promised {
  readonly seq: number;
  readonly madeUs: number;
  dueUs: number;
}

interface Stream {
  readonly gaps: OpenGaps;
  promised?: Promised;
  clientLeft: boolean;
  tailReported: boolean;
}

type Received = EventOf<'client.received'>;

export class DeliveryAudit {
  /** How often clients said what they had received. */
  reports = 0;
  gaps = 0;
  filled = 0;
  reported = 0;
  /** Gaps whose connection or run ended before their time was up. */
  unjudged = 0;
  readonly violations: Violation[] = [];
  readonly #withinUs: number;
  readonly #deadFromUs: ReadonlyMap<string, number>;
  readonly #streams = new Map<string, Stream>();

  constructor(withinUs: number, deadFromUs: ReadonlyMap<string, number>) {
    this.#withinUs = withinUs;
    this.#deadFromUs = deadFromUs;
  }

  note(event: HistoryEvent): void {
    if (event.kind === 'census') {
      for (const { connection, lastSeq } of event.connections ?? []) {
        this.#promise(connection, lastSeq, event.atUs);
      }
    } else if ('connection' in event && !this.#isDead(event.connection, event.atUs)) {
      this.#noteStream(event.connection, event);
    }
  }

  /** The history ends here. */
  close(nowUs: number): void {
    for (const [connection, stream] of this.#streams) this.#end(connection, stream, nowUs);
  }

  #noteStream(connection: string, event: HistoryEvent): void {
    const stream = this.#streamOf(connection);
    if (event.kind === 'client.gap') {
      stream.gaps.miss(event, event.atUs);
      this.gaps += 1;
    } else if (event.kind === 'client.gap-filled') this.filled += this.#settle(connection, event);
    else if (event.kind === 'client.gap-reported') this.reported += this.#settle(connection, event);
    else if (event.kind === 'client.received') this.#received(event, stream);
    else if (event.kind === 'tap.close-frame') this.#closing(event, stream);
    else if (event.kind === 'client.closed' || event.kind === 'client.vanished') {
      this.#end(connection, stream, event.atUs);
    }
  }

  #settle(
    connection: string,
    event: EventOf<'client.gap-filled'> | EventOf<'client.gap-reported'>,
  ): number {
    const settled = this.#streamOf(connection).gaps.settle(event);
    for (const gap of settled) {
      const tookUs = event.atUs - gap.sinceUs;
      if (tookUs > this.#withinUs)
        this.#violate(connection, gap, `came only after ${durationUs(tookUs)}`);
    }
    return settled.length;
  }

  #promise(connection: string, seq: number, atUs: number): void {
    if (this.#isDead(connection, atUs)) return;
    const stream = this.#streamOf(connection);
    stream.promised ??= { seq, madeUs: atUs, dueUs: atUs + this.#withinUs };
  }

  /** After the client's Close the server's own is the last thing on the wire: everything before it is there. */
  #closing({ by, atUs }: EventOf<'tap.close-frame'>, stream: Stream): void {
    if (by === 'client') stream.clientLeft = true;
    else if (stream.clientLeft && stream.promised !== undefined) {
      stream.promised.dueUs = Math.min(stream.promised.dueUs, atUs);
    }
  }

  #received({ connection, lastSeq, atUs }: Received, stream: Stream): void {
    this.reports += 1;
    const { promised, gaps } = stream;
    if (promised === undefined) return;
    // A gap the client knows of is judged as a gap.
    const isKnown = gaps.knows(lastSeq + 1);
    if (lastSeq >= promised.seq || isKnown) delete stream.promised;
    else if (atUs >= promised.dueUs && !stream.tailReported) {
      stream.tailReported = true;
      const range = { fromSeq: lastSeq + 1, toSeq: promised.seq };
      this.violations.push({
        message: `${connection} never got events ${formatRange(range)}, which the server had emitted last`,
        connection,
        atUs: promised.madeUs,
      });
    }
  }

  #end(connection: string, { gaps }: Stream, nowUs: number): void {
    for (const gap of gaps.open) {
      if (nowUs - gap.sinceUs > this.#withinUs) {
        this.#violate(connection, gap, 'were neither replayed nor reported as lost');
      } else this.unjudged += 1;
      gaps.settle(gap);
    }
  }

  #violate(connection: string, gap: Gap, what: string): void {
    const message = `events ${formatRange(gap)} to ${connection} ${what}`;
    this.violations.push({ message, connection, atUs: gap.sinceUs + this.#withinUs });
  }

  #isDead(connection: string, atUs: number): boolean {
    return atUs >= (this.#deadFromUs.get(connection) ?? Infinity);
  }

  #streamOf(connection: string): Stream {
    const known = this.#streams.get(connection);
    if (known !== undefined) return known;
    const stream: Stream = { gaps: new OpenGaps(), clientLeft: false, tailReported: false };
    this.#streams.set(connection, stream);
    return stream;
  }
}
