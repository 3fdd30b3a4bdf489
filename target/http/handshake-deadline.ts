/** Ends sockets that connect and do not ask for anything in time: a half-sent upgrade costs nothing for long. */

import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Bench } from '../policies/policy.ts';
import { ActivityList, unlinked, type Links } from '../time/activity-list.ts';

interface Guest extends Links<Guest> {
  readonly socket: Socket;
}

/** Watches every new socket of `server`; the returned function lets one go whose request is complete. */
export function handshakeDeadline(server: Server, bench: Bench): (socket: Duplex) => void {
  const { settings, clock, timetable } = bench;
  const guests = new ActivityList<Guest>();
  const bySocket = new WeakMap<Duplex, Guest>();
  let isArmed = false;

  const sweep = (): void => {
    isArmed = false;
    guests.visitDue(clock.nowUs() - settings.handshakeMs * 1000, Infinity, ({ socket }) => {
      socket.destroy();
    });
    arm();
  };
  // Only while there is somebody to watch.
  const arm = (): void => {
    if (isArmed || guests.size === 0) return;
    isArmed = true;
    timetable.after(settings.handshakeMs / 4, sweep);
  };
  const release = (socket: Duplex): void => {
    const guest = bySocket.get(socket);
    if (guest !== undefined) guests.remove(guest);
  };

  server.on('connection', (socket: Socket) => {
    const guest: Guest = { socket, ...unlinked<Guest>() };
    bySocket.set(socket, guest);
    guests.touch(guest, clock.nowUs());
    socket.once('close', () => {
      guests.remove(guest);
    });
    arm();
  });
  return release;
}
