/** Addresses along the wire: a lane has a host and port of its own, the path is the server's. */

/** `ws://127.0.0.1:4001` with the path and query of `targetUrl`. */
export function asWebSocketUrl(laneUrl: string, targetUrl: string): string {
  const lane = new URL(laneUrl);
  const target = new URL(targetUrl);
  return `ws://${lane.host}${target.pathname}${target.search}`;
}

/** The port of a WebSocket URL, the scheme's own where it names none. */
export function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return port === '' ? (protocol === 'wss:' ? 443 : 80) : Number(port);
}
