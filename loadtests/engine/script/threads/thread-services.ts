/** What the engine does for a thread: requests, cookies, sessions of `k6/ws`, facts of the run. */

import { CookieJar } from '../../http/cookie-jar.ts';
import { httpModule } from '../../modules/http-module.ts';
import { Connection } from '../../user/connection.ts';
import type { VirtualUser } from '../../user/virtual-user.ts';
import { unpackArgument } from './http-arguments.ts';
import {
  flatten,
  type FromThread,
  type Question,
  type Questions,
  type SessionEvent,
  type SessionOrder,
  type ToLoop,
  type ToMailbox,
} from './thread-messages.ts';

type Ask = Extract<FromThread, { readonly kind: 'ask' }>;
type Function = (...args: unknown[]) => unknown;

export interface ServicePorts {
  /** Elements of arrays that all threads share, JSON. */
  readonly sharedArrays: Map<string, readonly string[]>;
  post(letter: ToMailbox): void;
  /** To the event loop of the thread. */
  tellLoop(message: ToLoop): void;
}

export class ThreadServices {
  readonly #user: VirtualUser;
  readonly #ports: ServicePorts;
  readonly #connections = new Map<number, Connection>();
  readonly #jars: unknown[] = [];
  #http: Record<string, unknown> | undefined;

  constructor(user: VirtualUser, ports: ServicePorts) {
    this.#user = user;
    this.#ports = ports;
  }

  take(message: FromThread): void {
    if (message.kind === 'ask') void this.#answer(message);
    else if (message.kind === 'session') this.#order(message.session, message.order);
    else if (message.kind === 'sharedArray')
      this.#ports.sharedArrays.set(message.name, message.elements);
  }

  /** The iteration is cut, and its connections with it. */
  forget(): void {
    this.#connections.clear();
  }

  async #answer({ ask, isLater, question, group, tags }: Ask): Promise<void> {
    this.#user.groupPath = group;
    this.#user.vuTags = tags === null ? null : { ...tags };
    const answer = await this.#outcome(question);
    if (isLater) this.#ports.tellLoop({ kind: 'later', ask, ...answer });
    else this.#ports.post({ kind: 'answer', ask, ...answer });
  }

  async #outcome(
    question: Question,
  ): Promise<Pick<Extract<ToMailbox, { kind: 'answer' }>, 'value' | 'error'>> {
    try {
      return { value: sendable(await this.#find(question)) };
    } catch (error) {
      return { error: flatten(error) };
    }
  }

  #find(question: Question): unknown {
    const { context, scenario } = this.#user;
    const { name, args } = question;
    switch (name) {
      case 'http':
        return this.#request(args);
      case 'jar':
        return this.#askJar(args);
      case 'newJar':
        return this.#jars.push(new CookieJar());
      case 'progress':
        return scenario?.progress();
      case 'counts':
        return context.counts[args[0]];
      case 'sharedArray':
        return this.#ports.sharedArrays.get(args[0]);
      case 'secret':
        return context.secrets.get(...args);
      case 'secretSource':
        context.secrets.assertNamed(args[0]);
    }
    return undefined;
  }

  #request([method, ...rest]: Questions['http']): unknown {
    const call = this.#requests()[method] as Function;
    return call(...rest.map((each) => unpackArgument(each, (jar) => this.#jar(jar))));
  }

  #askJar([jar, method, ...rest]: Questions['jar']): unknown {
    const target = this.#jar(jar) as Readonly<Record<string, Function>>;
    return target[method]?.(...rest);
  }

  #requests(): Record<string, unknown> {
    this.#http ??= httpModule(this.#user);
    return this.#http;
  }

  /** 0 is the user's own, the others count from 1. */
  #jar(number: number): unknown {
    this.#requests();
    return number === 0 ? this.#user.cookies : this.#jars[number - 1];
  }

  #order(session: number, order: SessionOrder): void {
    const connection = this.#connections.get(session);
    switch (order.type) {
      case 'open':
        this.#open(session, order);
        break;
      case 'send':
        connection?.send(order.data);
        break;
      case 'close':
        connection?.close(order.code, order.reason);
        break;
      case 'ping':
        connection?.ping();
        break;
      case 'cut':
        connection?.cut();
    }
  }

  #open(
    session: number,
    { target, blocks }: Extract<SessionOrder, { readonly type: 'open' }>,
  ): void {
    const tell = (event: SessionEvent): void => {
      const letter = { kind: 'session', session, event } as const;
      if (blocks) this.#ports.post(letter);
      else this.#ports.tellLoop(letter);
    };
    const connection = new Connection(this.#user, target, {
      onOpen: (head) => {
        tell({ type: 'open', head });
      },
      onRefused: (refusal) => {
        tell({ type: 'refused', refusal });
      },
      onMessage: (data) => {
        tell({ type: 'message', data });
      },
      onPing: () => {
        tell({ type: 'ping' });
      },
      onPong: () => {
        tell({ type: 'pong' });
      },
      onEnd: (end) => {
        this.#connections.delete(session);
        tell({ type: 'end', end });
      },
    });
    this.#connections.set(session, connection);
  }
}

/** Responses travel without their methods; the thread puts them back. */
function sendable(value: unknown): unknown {
  return typeof value === 'function' ? undefined : value;
}
