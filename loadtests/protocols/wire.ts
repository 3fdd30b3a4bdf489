/** The WebSocket under a protocol session: text in and out, and how it ended, as tagged metrics. */

import { Counter } from 'k6/metrics';
import { WebSocket, type ErrorEvent, type MessageEvent, type Params } from 'k6/websockets';

/** One a session; tags `protocol`, `code`, `by` (`client` or `server`) and, for refusals, `status`. */
const ends = new Counter('session_ends');

export interface WireSettings {
  /** Tag `protocol` of every sample. */
  readonly protocol: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Asked for by header, because k6 ignores the argument for it. */
  readonly subprotocol?: string;
}

export interface WireEnd {
  /** Close code; 1006 without a Close frame, 0 where the k6 at work does not tell. */
  readonly code: number;
  readonly reason: string;
  /** Who began to close. */
  readonly by: 'client' | 'server';
  /** HTTP status of a refused upgrade, where the engine tells. */
  readonly status?: number;
  readonly error?: string;
}

/** What a session hears; `onEnd` comes once, after anything else. */
export interface WireListener {
  onOpen(): void;
  onText(text: string): void;
  onBinary?(data: ArrayBuffer): void;
  onEnd(end: WireEnd): void;
}

export class Wire {
  private readonly socket: WebSocket;
  private readonly settings: WireSettings;
  private readonly listener: WireListener;
  private closesItself = false;
  private isOver = false;
  private failure: { readonly error?: string; readonly status?: number } = {};

  /** Connects at once. Throws where no WebSocket may be opened (init code) or the URL is none. */
  constructor(url: string, settings: WireSettings, listener: WireListener) {
    this.settings = settings;
    this.listener = listener;
    this.socket = new WebSocket(url, null, paramsOf(settings));
    this.socket.binaryType = 'arraybuffer';
    this.listen(this.socket);
  }

  get isOpen(): boolean {
    return this.socket.readyState === 1;
  }

  /** Dropped unless the connection is open. */
  send(data: string | ArrayBuffer): void {
    if (this.isOpen) this.socket.send(data);
  }

  close(code = 1000, reason = ''): void {
    if (this.socket.readyState >= 2) return;
    this.closesItself = true;
    this.socket.close(code, reason);
  }

  private listen(socket: WebSocket): void {
    socket.onopen = () => {
      this.listener.onOpen();
    };
    socket.onmessage = (event?: MessageEvent) => {
      const data = event?.data;
      if (typeof data === 'string') this.listener.onText(data);
      else if (data instanceof ArrayBuffer) this.listener.onBinary?.(data);
    };
    socket.onerror = (event?: ErrorEvent & { readonly status?: number }) => {
      const status = event?.status ?? 0;
      this.failure = {
        error: event?.error ?? 'unknown',
        ...(status === 0 ? {} : { status }),
      };
      // a k6 that sends no close event after a failed upgrade must not leave the session waiting
      if (socket.readyState === 3) setTimeout(() => this.end({}), 0);
    };
    socket.onclose = ((event?: { readonly code?: number; readonly reason?: string }) => {
      this.end(event ?? {});
    }) as () => void;
  }

  private end({ code, reason }: { readonly code?: number; readonly reason?: string }): void {
    if (this.isOver) return;
    this.isOver = true;
    const end: WireEnd = {
      code: code ?? (this.failure.error === undefined ? 0 : 1006),
      reason: reason ?? '',
      by: this.closesItself ? 'client' : 'server',
      ...this.failure,
    };
    const { protocol, tags } = this.settings;
    const status = end.status === undefined ? {} : { status: String(end.status) };
    ends.add(1, { ...tags, protocol, code: String(end.code), by: end.by, ...status });
    this.listener.onEnd(end);
  }
}

function paramsOf({ protocol, headers, tags, subprotocol }: WireSettings): Params {
  return {
    headers: {
      ...headers,
      ...(subprotocol === undefined ? {} : { 'Sec-WebSocket-Protocol': subprotocol }),
    },
    tags: { ...tags, protocol },
  };
}
