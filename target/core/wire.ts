/** What the core needs of a WebSocket: a structural part of the `ws` library's class, so that tests can hand in their own. */

export interface Wire {
  /** Bytes accepted for sending that have not left this process. */
  readonly bufferedAmount: number;
  send(text: string): void;
  ping(): void;
  /** Starts the Close handshake. A dead peer never answers it. */
  close(code?: number, reason?: string): void;
  /** Ends the socket at once. */
  terminate(): void;
}
