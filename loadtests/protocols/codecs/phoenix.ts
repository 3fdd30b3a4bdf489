/** Phoenix channel messages, serializer version 2: arrays of five. */

export interface PhoenixMessage {
  /** Ties messages to one joining of the channel; null for messages outside of one. */
  readonly joinRef: string | null;
  /** Ties a reply to its push; null for messages of the server's own. */
  readonly ref: string | null;
  readonly topic: string;
  readonly event: string;
  readonly payload: unknown;
}

/** Payload of `phx_reply`. */
export interface PhoenixReply {
  readonly status: string;
  readonly response: unknown;
}

export function encodePhoenix({ joinRef, ref, topic, event, payload }: PhoenixMessage): string {
  return JSON.stringify([joinRef, ref, topic, event, payload]);
}

/** Throws an Error for what is no array of five. */
export function decodePhoenix(text: string): PhoenixMessage {
  const parts: unknown = JSON.parse(text);
  if (!Array.isArray(parts) || parts.length !== 5)
    throw new Error(`not a Phoenix message: ${text.slice(0, 40)}`);
  const [joinRef, ref, topic, event, payload] = parts as [
    ...[string | null, string | null, string, string, unknown],
  ];
  return { joinRef, ref, topic, event, payload };
}
