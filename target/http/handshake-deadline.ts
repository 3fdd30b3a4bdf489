/** Ends sockets that connect and do not ask for anything in time: a half-sent upgrade costs nothing for long. */

import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Bench } from '../policies/policy.ts';
import { ActivityList, unlinked, type Links } from '../time/activity-list.ts';

interface Guest extends Links<Guest> {
  readonly socket: Duplex;
}

const guestKey = Symbol('guest');
type Guarded = Duplex & { [guestKey]?: Guest | undefined };

/** Watches every new socket of `server`; the returned function lets one go whose request is complete. */
export function handshakeDeadline(server: Server, bench: Bench): (socket: Duplex) => void {
  const { settings, timetable } = bench;
  const guests = new ActivityList<Guest>();
  let isArmed = false;

  const sweep = (): void => {
    isArmed = false;
    // Who left by himself waits here for his turn as well: cheaper than a listener on each socket.
    guests.visitDue(timetable.nowUs - settings.handshakeMs * 1000, Infinity, ({ socket }) => {
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

  server.on('connection', (socket: Guarded) => {
    const guest: Guest = { socket, ...unlinked<Guest>() };
    socket[guestKey] = guest;
    guests.touch(guest, timetable.nowUs);
    arm();
  });
  return (socket: Guarded) => {
    const guest = socket[guestKey];
    if (guest === undefined) return;
    guests.remove(guest);
    socket[guestKey] = undefined;
  };
}
