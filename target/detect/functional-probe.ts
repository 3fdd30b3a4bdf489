/**
 * Asks the only question that matters: do events arrive? Every interval an event must be on its way over the real
 * emit path, a `probe` if there is nothing else, and only the client's acknowledgement of it counts. A probe that
 * cannot be sent is no verdict by itself: a miss needs an interval in which the client got nothing.
 */

import type { Connection } from '../core/connection.ts';
import type { Records } from '../time/ledger.ts';
import type { PeerSign, Prober } from './detector.ts';
import { patienceUs } from './patience.ts';
import type { Verdicts } from './verdicts.ts';
import { WatchList, type Seats } from './watch-list.ts';

export interface FunctionalProbeOptions {
  readonly intervalMs: number;
  /** The interval while somebody waits for a slot; shorter for a suspect that used to answer faster. */
  readonly urgentMs: number;
  readonly misses: number;
  readonly verdicts: Verdicts;
  readonly seats: Seats;
  readonly nowUs: () => number;
  /** Sends a probe on the real emit path. */
  readonly probe: (connection: Connection) => void;
}

/** Fields of a record. */
const state = 0;
const missed = 1;
/** When the last wait began. */
const armedUs = 2;
/** What the last probe, or what was sent in its place, is known by, and since when it has been on its way. */
const askedSeq = 3;
const askedUs = 4;
/** The longest it took to answer, of late. */
const slowestUs = 5;
const fields = 6;

/** States: nothing asked; an event is on its way and nothing was heard of it or of those before it; something was. */
const resting = 0;
const awaiting = 1;
const heardOf = 2;

/** Looks at once when haste begins; the sweep goes on with the others. */
const atOnce = 256;

export class FunctionalProbe implements Prober {
  readonly name = 'functional-probe';
  readonly hears = ['progress'] as const;
  readonly #options: FunctionalProbeOptions;
  /** Each connection is in one of the two. */
  readonly #regular: WatchList;
  readonly #urgent: WatchList;
  readonly #records: Records;
  /** Who is to be probed in haste and had no turn yet. */
  #waiting: Iterator<Connection> | undefined;

  constructor(options: FunctionalProbeOptions) {
    this.#options = options;
    this.#regular = new WatchList(options.seats);
    this.#urgent = new WatchList(options.seats);
    this.#records = options.seats.ledger.claim(fields);
  }

  get hurrying(): number {
    return this.#urgent.size + (this.#waiting === undefined ? 0 : 1);
  }

  opened(connection: Connection): void {
    const { seat } = connection;
    this.#records.set(seat, state, resting);
    this.#records.set(seat, missed, 0);
    this.#records.set(seat, askedUs, 0);
    this.#records.set(seat, slowestUs, 0);
    this.#regular.touch(connection, this.#options.nowUs());
  }

  closed(connection: Connection): void {
    this.#regular.drop(connection);
    this.#urgent.drop(connection);
  }

  heard(connection: Connection, sign: PeerSign): void {
    if (sign !== 'progress' || !this.#isWatched(connection)) return;
    const { seat } = connection;
    if (this.#records.get(seat, state) === awaiting) this.#records.set(seat, state, heardOf);
    if (this.#records.get(seat, askedUs) > 0) this.#timed(connection);
    if (this.#urgent.has(connection)) this.#toRegular(connection, this.#options.nowUs());
    if (this.#records.get(seat, missed) === 0) return;
    this.#records.set(seat, missed, 0);
    this.#options.verdicts.clear(connection, this.name);
  }

  hurry(connections: Iterable<Connection>): void {
    const iterator = connections[Symbol.iterator]();
    const isDone = this.#hurrySome(iterator, atOnce) < atOnce;
    if (!isDone) this.#waiting ??= iterator;
  }

  sweep(nowUs: number, budget: number): number {
    let looks = 0;
    if (this.#waiting !== undefined) {
      looks = this.#hurrySome(this.#waiting, budget);
      if (looks < budget) this.#waiting = undefined;
    }
    // The urgent ones are looked at each tick: how long each has waited differs.
    looks += this.#urgent.visitDue(nowUs - 1, budget - looks, (connection) => {
      this.#urgent.touch(connection, nowUs);
      this.#judgeUrgent(connection, nowUs);
    });
    const dueUs = nowUs - this.#options.intervalMs * 1000;
    return (
      looks +
      this.#regular.visitDue(dueUs, budget - looks, (connection) => {
        this.#regular.touch(connection, nowUs);
        this.#judge(connection, nowUs);
      })
    );
  }

  #isWatched(connection: Connection): boolean {
    return this.#regular.has(connection) || this.#urgent.has(connection);
  }

  /** Once the very event has arrived: an acknowledgement may be of one that was sent long before. */
  #timed({ seat, emitter }: Connection): void {
    if (emitter.seenSeq < this.#records.get(seat, askedSeq)) return;
    const tookUs = this.#options.nowUs() - this.#records.get(seat, askedUs);
    this.#records.set(seat, askedUs, 0);
    // A slow moment is forgotten after a few answers.
    const before = this.#records.get(seat, slowestUs);
    this.#records.set(seat, slowestUs, Math.max(tookUs, 0.75 * before, 1));
  }

  /** Returns how many it took from the iterator; fewer than `count` at its end. */
  #hurrySome(connections: Iterator<Connection>, count: number): number {
    for (let taken = 0; taken < count; taken++) {
      const next = connections.next();
      if (next.done === true) return taken;
      this.#hurryOne(next.value);
    }
    return count;
  }

  #hurryOne(connection: Connection): void {
    if (!this.#regular.has(connection)) return;
    const nowUs = this.#options.nowUs();
    if (this.#records.get(connection.seat, state) !== awaiting) this.#await(connection, nowUs);
    this.#regular.drop(connection);
    this.#urgent.touch(connection, nowUs);
    this.#judgeUrgent(connection, nowUs);
  }

  #toRegular(connection: Connection, nowUs: number): void {
    this.#urgent.drop(connection);
    this.#regular.touch(connection, nowUs);
  }

  #judgeUrgent(connection: Connection, nowUs: number): void {
    const { verdicts } = this.#options;
    const { seat } = connection;
    const answers = {
      isSuspect: this.#records.get(seat, missed) > 0,
      slowestUs: this.#records.get(seat, slowestUs),
    };
    const waitedUs = nowUs - this.#records.get(seat, armedUs);
    if (waitedUs < patienceUs(answers, this.#options)) return;
    this.#judge(connection, nowUs);
    // Two misses by two detectors are two misses, unless nobody knows how fast it answers.
    const isMissed = this.#records.get(seat, missed) > 0 && answers.slowestUs > 0;
    if (isMissed && verdicts.suspicionsOf(connection) > 1) {
      verdicts.condemn(connection, this.name, 'neither events nor pings arrive');
    }
    // Once condemned it needs no hurry any more.
    if (connection.state === 'zombie') this.#toRegular(connection, nowUs);
  }

  #judge(connection: Connection, nowUs: number): void {
    if (this.#records.get(connection.seat, state) === awaiting) this.#missed(connection);
    this.#await(connection, nowUs);
  }

  #missed(connection: Connection): void {
    const { verdicts, misses } = this.#options;
    const count = this.#records.get(connection.seat, missed) + 1;
    this.#records.set(connection.seat, missed, count);
    if (count === 1) verdicts.suspect(connection);
    if (count >= misses) verdicts.condemn(connection, this.name, 'events do not arrive');
  }

  #await(connection: Connection, nowUs: number): void {
    const { seat, emitter } = connection;
    this.#records.set(seat, armedUs, nowUs);
    this.#records.set(seat, state, awaiting);
    // Who only acknowledges late must be asked before it is given up: nobody may be slow to answer a probe.
    if (!emitter.isOutstanding || this.#records.get(seat, missed) > 0)
      this.#options.probe(connection);
    // What was asked before and is not answered is still waited for.
    if (this.#records.get(seat, askedUs) > 0) return;
    this.#records.set(seat, askedUs, Math.max(nowUs, 1));
    this.#records.set(seat, askedSeq, emitter.seq);
  }
}
