/** One event of a connection's life in plain words, and whose ledger says so. */

import type { HistoryEvent } from '../../contracts/history.ts';

/** Whose word it is. */
export type Ledger = 'client' | 'tap' | 'server' | 'fault';

export interface Told {
  readonly ledger: Ledger;
  readonly text: string;
  /** Running totals: a row of them is told once. */
  readonly folds?: boolean;
}

type Tellers = {
  readonly [Kind in HistoryEvent['kind']]?: (
    event: Extract<HistoryEvent, { readonly kind: Kind }>,
  ) => Told;
};

const client = (text: string, folds = false): Told => ({ ledger: 'client', text, folds });
const tap = (text: string, folds = false): Told => ({ ledger: 'tap', text, folds });
const server = (text: string): Told => ({ ledger: 'server', text });
const fault = (text: string): Told => ({ ledger: 'fault', text });
const range = (of: { readonly fromSeq: number; readonly toSeq: number }): string =>
  of.fromSeq === of.toSeq ? `event ${of.fromSeq}` : `events ${of.fromSeq}–${of.toSeq}`;
/** It may have gone at any time since. */
const lastSeen = (of: { readonly atUs: number; readonly seenUntilUs: number }): string =>
  `, seen ${Math.round((of.atUs - of.seenUntilUs) / 1000)} ms before`;

const tellers: Tellers = {
  'client.connecting': () => client('connecting'),
  'client.open': ({ tookMs }) => client(`open after ${tookMs.toFixed(1)} ms`),
  'client.refused': ({ status, reason }) =>
    client(`refused: ${status === 0 ? 'no answer' : status} ${reason}`),
  'client.closed': ({ code, by }) => client(`closed ${code}, ${by} first`),
  'client.vanished': () => client('destroyed without a word, on a fault’s order'),
  'client.gap': (gap) => client(`jumped over ${range(gap)}`),
  'client.gap-filled': (gap) => client(`got ${range(gap)} after all`),
  'client.gap-reported': (gap) => client(`was told that ${range(gap)} is lost`),
  'client.received': ({ count, lastSeq, repeated }) =>
    client(`${count} events so far, up to ${lastSeq} without a gap, ${repeated} repeated`, true),
  'client.answers': ({ answered, slowestMs, waiting, waitedMs }) =>
    client(
      `${answered} answers, the slowest ${slowestMs} ms late` +
        (waiting === 0 ? '' : `; ${waiting} overdue for up to ${waitedMs} ms`),
      true,
    ),
  'client.foreign': ({ what }) => client(`got what was not for it: ${what}`),
  'tap.open': ({ serverPort }) => tap(`upgraded (101), port ${serverPort} towards the server`),
  'tap.refused': ({ status, reason }) =>
    tap(`upgrade answered ${status}${reason === undefined ? '' : ` (${reason})`}`),
  'tap.close-frame': ({ by, code }) => tap(`Close ${code} from the ${by}`),
  'tap.close-again': ({ by, code }) => tap(`another Close, ${code}, from the ${by}`),
  'tap.end': ({ by, how }) => tap(`${how.toUpperCase()} from the ${by}`),
  'tap.closed': ({ framesUp, framesDown, bytesDown }) =>
    tap(`both legs gone; ${framesUp} messages up, ${framesDown} down, ${bytesDown} bytes down`),
  'tap.withheld': ({ direction, index, bytes }) =>
    tap(`withheld message ${index} (${direction}, ${bytes} bytes)`, true),
  'tap.neighbour-delivered': ({ index }) => tap(`delivered its neighbour, message ${index}`),
  'tap.protocol-error': ({ by, reason }) => tap(`protocol error of the ${by}: ${reason}`),
  census: () => server('in the census'),
  'slot.free': (event) => server(`left the census: its slot is free${lastSeen(event)}`),
  'work.orphaned': () => server('still does work for it'),
  'work.over': (event) => server(`does no work for it any more${lastSeen(event)}`),
  'socket.gone': (event) => server(`its descriptor is gone (kernel)${lastSeen(event)}`),
  'fault.begin': ({ fault: id, inject }) => fault(`${id} ${inject} begins`),
  'fault.proof': ({ fault: id, witness, zombies }) =>
    fault(`${id} proven${zombies ? ', a zombie from here on' : ''}; witness: ${witness}`),
  'fault.unproven': ({ fault: id, reason }) => fault(`${id} not proven: ${reason}`),
};

/** Undefined for events that say nothing about one connection. */
export function describeEvent(event: HistoryEvent): Told | undefined {
  const teller = tellers[event.kind] as ((event: HistoryEvent) => Told) | undefined;
  return teller?.(event);
}
