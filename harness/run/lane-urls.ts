/** Addresses along the wire: a lane has a host and port of its own, the path is the server's. */

/** `ws://127.0.0.1:4001` with the path and query of `targetUrl`. */
export function asWebSocketUrl(laneUrl: string, targetUrl: string): string {
  const lane = new URL(laneUrl);
  const target = new URL(targetUrl);
  return `ws://${lane.host}${target.pathname}${target.search}`;
}
