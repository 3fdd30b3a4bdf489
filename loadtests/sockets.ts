/**
 * Sockets that outlive an iteration. Beyond k6, whose sockets end with their iteration: there, each iteration opens
 * one of its own, and a warning says so. Scripts are the same on both.
 */

import { WebSocket } from 'k6/websockets';

/** What the embedded engine adds to a socket. */
interface Resting {
  /** The iteration waits for the socket no longer, and does not end it. False where the socket is over. */
  rest(): boolean;
  /** The iteration that runs waits for the socket again. False where the socket is over. */
  resume(): boolean;
}

export interface KeptSocket {
  readonly socket: WebSocket;
  /** True where it was opened now: handlers have to be set. */
  readonly isNew: boolean;
  /** The iteration has no more need of it: it stays open for the next one; on k6 it is closed. */
  rest(): void;
}

/** One map a user: module state is the user's own. */
const kept = new Map<string, WebSocket>();
let hasWarned = false;

/**
 * The socket this user keeps under that name; `open` makes it where there is none, or where it has ended since. The
 * iteration lasts until `rest()` is called or the socket ends. Handlers also run between iterations.
 */
export function keptSocket(name: string, open: () => WebSocket): KeptSocket {
  const known = kept.get(name);
  if (known !== undefined && canRest(known) && known.resume())
    return { socket: known, isNew: false, rest: () => rest(known) };
  const socket = open();
  kept.set(name, socket);
  return { socket, isNew: true, rest: () => rest(socket) };
}

function rest(socket: WebSocket): void {
  if (canRest(socket)) {
    socket.rest();
    return;
  }
  if (!hasWarned) console.warn('sockets end with their iteration here: each one opens its own');
  hasWarned = true;
  socket.close();
}

function canRest(socket: WebSocket): socket is WebSocket & Resting {
  return 'rest' in socket;
}
