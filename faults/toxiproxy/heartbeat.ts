/** Asks a Toxiproxy server again and again whether it is there: what breaks after its last answer may be its own doing. */

import type { Clock } from '../../harness/contracts/clock.ts';
import { apiTransport } from './api-transport.ts';
import type { ToxiproxyServer } from './server-process.ts';

const everyMs = 250;

/** `/version` takes no lock, so a server that hangs on one of its proxies answers, and one that is stopped does not. */
export class Heartbeat {
  /** When the last question that was answered was asked, monotonic. */
  aliveUntilUs: number;
  readonly #clock: Clock;
  readonly #cancel = new AbortController();

  /** The server has just answered. */
  constructor(clock: Clock, server: ToxiproxyServer) {
    this.#clock = clock;
    this.aliveUntilUs = clock.nowUs();
    void this.#beat(server);
  }

  /** No answer counts from here on. */
  stop(): void {
    this.#cancel.abort();
  }

  async #beat(server: ToxiproxyServer): Promise<void> {
    const { signal } = this.#cancel;
    const transport = apiTransport(this.#clock, server);
    while (!signal.aborted && !server.hasExited()) {
      const askedUs = this.#clock.nowUs();
      const isAnswered = await transport.getText(`${server.apiUrl}/version`).then(
        () => true,
        () => false,
      );
      if (isAnswered && !this.#cancel.signal.aborted) this.aliveUntilUs = askedUs;
      await this.#clock.delay(everyMs, signal).catch(() => undefined);
    }
  }
}
