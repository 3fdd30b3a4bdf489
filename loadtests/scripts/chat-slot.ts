/** One open chat of a user: connects, talks, and comes back when it is cut off or turned away. */

import { WebSocket, type ErrorEvent, type MessageEvent } from 'k6/websockets';
import type { CohortPreset } from '../cohorts.ts';
import type { ScriptUser } from '../drivers/script-user.ts';
import { backOffMs, type Failure } from './back-off.ts';
import { Conversation } from './conversation.ts';
import { admissionMs, reconnects, refusals } from './mix-metrics.ts';
import { profile } from './mix-settings.ts';
import { Receiver } from './receiver.ts';
import { tellClosed, tellConnecting, tellOpen, tellRefused } from './tell-connections.ts';
import type { TabTimers } from './tab-timers.ts';
import type { UserRandom } from './user-random.ts';

/** How long a server may take for its `hello`. */
const helloWithinMs = 1000;

/** What the embedded engine adds to an error event; k6 hides why an upgrade failed. */
interface RefusalDetails {
  readonly error?: string;
  readonly status?: number;
  readonly retryable?: boolean;
  readonly retryAfterMs?: number;
}

export interface SlotPlan {
  readonly user: ScriptUser;
  readonly preset: CohortPreset;
  readonly random: UserRandom;
  /** All its slots are in one browser. */
  readonly timers: TabTimers;
  readonly connection: ScriptUser['connections'][number];
  /** Number of the slot, from 1: the session at the server. */
  readonly session: number;
}

export class ChatSlot {
  private readonly plan: SlotPlan;
  private socket: WebSocket | undefined;
  private receiver: Receiver | undefined;
  private conversation: Conversation | undefined;
  private retry: number | undefined;
  private greeting: number | undefined;
  private incarnation = 0;
  private attempt = 0;
  private firstTryMs = 0;
  private isLeaving = false;

  constructor(plan: SlotPlan) {
    this.plan = plan;
  }

  connect(): void {
    const { user, connection, session } = this.plan;
    const id = `${connection.key}.${this.incarnation}`;
    const base = this.incarnation === 0 ? connection.url : connection.reconnectUrl;
    const separator = base.includes('?') ? '&' : '?';
    const url = `${base}${separator}user=${user.id}&tier=${user.cohort}&session=${session}`;
    this.incarnation++;
    if (this.firstTryMs === 0) this.firstTryMs = Date.now();
    const socket = new WebSocket(url, null, {
      headers: { 'x-chaos-connection': id },
      tags: { name: 'chat', cohort: user.cohort },
    });
    this.socket = socket;
    tellConnecting(id);
    this.listen(socket, id);
  }

  /** Says goodbye for good. */
  leave(): void {
    this.isLeaving = true;
    clearTimeout(this.retry);
    clearTimeout(this.greeting);
    this.receiver?.reportTotals();
    this.conversation?.stop();
    if (this.socket !== undefined && this.socket.readyState < 2) this.socket.close(1000);
  }

  private listen(socket: WebSocket, id: string): void {
    const startedMs = Date.now();
    let isOver = false;
    let failure: Failure = { retryable: true };
    const ended = (): void => {
      if (isOver) return;
      isOver = true;
      this.ended(failure);
    };
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      tellOpen(id, Date.now() - startedMs);
      this.opened(socket, id);
    };
    socket.onmessage = (event?: MessageEvent) => {
      if (typeof event?.data === 'string') this.receiver?.receive(event.data);
    };
    socket.onerror = (event?: ErrorEvent) => {
      const details = (event ?? {}) as RefusalDetails;
      if (this.receiver !== undefined) return;
      tellRefused(id, details.status ?? 0, details.error ?? '');
      refusals.add(1, { status: String(details.status ?? 0), cohort: this.plan.user.cohort });
      failure = {
        retryable: details.retryable ?? true,
        ...(details.retryAfterMs === undefined ? {} : { retryAfterMs: details.retryAfterMs }),
      };
      if (socket.readyState === 3) setTimeout(ended, 0);
    };
    socket.onclose = (event?: { readonly code?: number }) => {
      if (this.receiver !== undefined)
        tellClosed(id, this.isLeaving ? 'client' : 'server', event?.code);
      ended();
    };
  }

  private opened(socket: WebSocket, id: string): void {
    const { user, preset, random, timers } = this.plan;
    admissionMs.add(Date.now() - this.firstTryMs, { cohort: user.cohort });
    this.firstTryMs = 0;
    this.attempt = 0;
    const speaker = { connection: id, preset, random, timers, cohort: user.cohort };
    const conversation = new Conversation(speaker, (message) => {
      if (socket.readyState === 1) socket.send(JSON.stringify(message));
    });
    this.conversation = conversation;
    this.startLater(conversation);
    this.receiver = new Receiver(id, {
      timers,
      send: (message) => {
        if (socket.readyState === 1) socket.send(JSON.stringify(message));
      },
      onHello: () => {
        if (user.activity === 'chat') conversation.start();
      },
      onMessage: (message) => {
        conversation.hear(message);
      },
    });
  }

  /** Other servers have no `hello`: the user talks to them all the same. */
  private startLater(conversation: Conversation): void {
    if (this.plan.user.activity !== 'chat') return;
    this.greeting = this.plan.timers.after(helloWithinMs, () => {
      conversation.start();
    });
  }

  private ended(failure: Failure): void {
    clearTimeout(this.greeting);
    this.receiver?.stop();
    this.receiver = undefined;
    this.conversation?.stop();
    this.conversation = undefined;
    if (this.isLeaving) return;
    const { random, timers } = this.plan;
    const delayMs =
      profile === undefined
        ? backOffMs(this.attempt, failure, random)
        : profile.delayMs(this.attempt, random);
    this.attempt++;
    if (delayMs === undefined) return;
    this.retry = timers.after(delayMs, () => {
      reconnects.add(1, { cohort: this.plan.user.cohort });
      this.connect();
    });
  }
}
