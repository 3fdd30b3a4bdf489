/** One flooded connection: what each side sends, what the other must get of it, and whether it did. */

import type { Socket } from 'node:net';
import { cutUp, mutate, type Mutation, type Piece, type Unit } from './random-frames.ts';

/** What the tap does to the way up meanwhile. */
export type Treatment = 'none' | 'withhold-second' | 'swallow-control';

export interface Stream {
  readonly units: readonly Unit[];
  /** Which frame, counted round, is broken how; null for a stream that is whole. */
  readonly mutation: { readonly at: number; readonly mutation: Mutation } | null;
  readonly cuts: readonly number[];
}

export interface Script {
  readonly treatment: Treatment;
  readonly up: Stream;
  readonly down: Stream;
}

interface Expected {
  readonly bytes: Buffer;
  /** Nothing else may come. */
  readonly isAll: boolean;
}

export class FloodSession {
  readonly frames: number;
  /** When both sides have heard the other's end. Rejects when one got other bytes than it must. */
  readonly finished: Promise<unknown>;
  readonly #script: Script;
  readonly #label: string;
  readonly #up = Promise.withResolvers<undefined>();
  readonly #down = Promise.withResolvers<undefined>();

  constructor(script: Script, label: string) {
    this.#script = script;
    this.#label = label;
    this.frames = script.up.units.flat().length + script.down.units.flat().length;
    this.finished = Promise.all([this.#up.promise, this.#down.promise]);
  }

  /** The server's side, behind its head. It speaks once the client does, for by then the rules are armed. */
  serve(socket: Socket): void {
    this.#hear(socket, { expected: expectedUp(this.#script), heard: this.#up });
    socket.once('data', () => {
      send(socket, this.#script.down);
    });
  }

  start(socket: Socket): void {
    this.#hear(socket, { expected: expectedOf(this.#script.down, keepAll), heard: this.#down });
    send(socket, this.#script.up);
    socket.resume();
  }

  #hear(
    socket: Socket,
    {
      expected,
      heard,
    }: { readonly expected: Expected; readonly heard: PromiseWithResolvers<undefined> },
  ): void {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', (error) => {
      heard.reject(new Error(`${this.#label}: ${error.message}`));
    });
    socket.on('end', () => {
      const bytes = Buffer.concat(chunks);
      const got = expected.isAll ? bytes : bytes.subarray(0, expected.bytes.length);
      if (got.equals(expected.bytes)) heard.resolve(undefined);
      else heard.reject(new Error(`${this.#label}: got ${bytes.length} bytes that are not those`));
    });
  }
}

function send(socket: Socket, stream: Stream): void {
  for (const chunk of cutUp(Buffer.concat(wires(stream)), stream.cuts)) socket.write(chunk);
  socket.end();
}

function wires({ units, mutation }: Stream): readonly Buffer[] {
  const frames = units.flat().map(({ wire }) => wire);
  const place = brokenAt({ units, mutation });
  const broken = frames[place];
  if (mutation !== null && broken !== undefined) frames[place] = mutate(broken, mutation.mutation);
  return frames;
}

function brokenAt({ units, mutation }: Pick<Stream, 'units' | 'mutation'>): number {
  const frames = units.flat().length;
  return mutation === null ? frames : mutation.at % frames;
}

type Keep = (piece: Piece, message: number) => boolean;
const keepAll: Keep = () => true;

function expectedUp({ treatment, up }: Script): Expected {
  if (treatment === 'none') return expectedOf(up, keepAll);
  return treatment === 'swallow-control'
    ? expectedOf(up, ({ isMessage }) => isMessage)
    : expectedOf(up, ({ isMessage }, message) => !isMessage || message % 2 === 1);
}

/** With nothing in the way every byte arrives; behind a rule all that is whole and kept up to the broken frame. */
function expectedOf(stream: Stream, keep: Keep): Expected {
  if (keep === keepAll) return { bytes: Buffer.concat(wires(stream)), isAll: true };
  const end = brokenAt(stream);
  const kept: Buffer[] = [];
  let messages = 0;
  let index = 0;
  for (const unit of stream.units) {
    if (unit[0]?.isMessage === true) messages++;
    for (const piece of unit) if (index++ < end && keep(piece, messages)) kept.push(piece.wire);
  }
  return { bytes: Buffer.concat(kept), isAll: stream.mutation === null };
}
