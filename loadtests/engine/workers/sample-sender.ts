/** The worker's half of `--out`: its samples go to the coordinator, some milliseconds' worth at a time. */

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Sample } from '../metrics/registry.ts';
import { alarmEvery, wallMs, type Alarm } from '../timers.ts';
import { reachedLine, sampleLine } from './sample-lines.ts';

const everyMs = 100;
/** A write of many megabytes would hold up the users. */
const charactersAtMost = 65_536;

export class SampleSender {
  readonly #socket: Socket;
  readonly #alarm: Alarm;
  #text = '';

  /** `socket` is connected. */
  constructor(socket: Socket) {
    this.#socket = socket;
    this.#alarm = alarmEvery(everyMs, () => {
      this.#text += reachedLine(wallMs());
      this.#flush();
    });
  }

  add(sample: Sample): void {
    this.#text += sampleLine(sample);
    if (this.#text.length >= charactersAtMost) this.#flush();
  }

  /** Resolves when everything has left this process. */
  async end(): Promise<void> {
    this.#alarm.cancel();
    this.#flush();
    await new Promise<void>((resolve) => {
      this.#socket.end(resolve);
    });
  }

  #flush(): void {
    this.#socket.write(this.#text);
    this.#text = '';
  }
}

/** `path` is the coordinator's socket. */
export async function connectSender(path: string): Promise<SampleSender> {
  const socket = connect(path);
  await once(socket, 'connect');
  return new SampleSender(socket);
}
