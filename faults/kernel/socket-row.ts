/** One TCP socket, as the kernel lists it. */

export interface SocketRow {
  readonly localPort: number;
  readonly remotePort: number;
  readonly state: 'established' | 'listening' | 'closing';
  readonly unreadBytes: number;
  readonly unsentBytes: number;
  /** As a descriptor names it; 0 where no descriptor leads to it any more. */
  readonly inode: number;
}

/** Of the sockets of a namespace: those that have this port on this side. */
export interface PortOnSide {
  readonly side: 'local' | 'remote';
  readonly port: number;
  /** Where given, nobody asks for sockets but those with one of these on the other side; others may be found too. */
  readonly others?: readonly number[];
}
