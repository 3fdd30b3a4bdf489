/** The little of the official Phoenix client that our server is tested with; it ships no types. */

declare module 'phoenix' {
  interface Push {
    receive(status: string, callback: (response: unknown) => void): this;
  }
  export interface Channel {
    join(): Push;
    leave(): Push;
    push(event: string, payload: object): Push;
    on(event: string, callback: (payload: unknown) => void): void;
  }
  export class Socket {
    constructor(url: string, options: { transport: unknown });
    connect(): void;
    disconnect(callback: () => void): void;
    channel(topic: string, params: object): Channel;
  }
}
