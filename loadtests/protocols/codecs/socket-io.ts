/** Socket.IO packets (protocol 5) inside Engine.IO messages (protocol 4), as text and attachments. */

/** In the order of the numbers on the wire. */
const packetTypes = [
  ...(['connect', 'disconnect', 'event', 'ack', 'connect_error'] as const),
  ...(['binary_event', 'binary_ack'] as const),
];
export type SocketIoType = (typeof packetTypes)[number];

export interface SocketIoPacket {
  readonly type: SocketIoType;
  /** `/` unless another is named. */
  readonly namespace: string;
  /** Of an event that wants an acknowledgement, and of the acknowledgement. */
  readonly id?: number;
  readonly data?: unknown;
}

/** The `open` packet of Engine.IO. */
export interface EngineHandshake {
  readonly sid: string;
  readonly pingInterval: number;
  readonly pingTimeout: number;
}

export type EnginePacket =
  | { readonly type: 'open'; readonly handshake: EngineHandshake }
  | { readonly type: 'close' | 'ping' | 'pong' | 'noop' }
  | { readonly type: 'message'; readonly text: string };

/** Throws an Error for what is no Engine.IO packet. */
export function decodeEngine(text: string): EnginePacket {
  switch (text.charAt(0)) {
    case '0':
      return { type: 'open', handshake: JSON.parse(text.slice(1)) as EngineHandshake };
    case '1':
      return { type: 'close' };
    case '2':
      return { type: 'ping' };
    case '3':
      return { type: 'pong' };
    case '4':
      return { type: 'message', text: text.slice(1) };
    case '6':
      return { type: 'noop' };
    default:
      throw new Error(`not an Engine.IO packet: ${text.slice(0, 40)}`);
  }
}

/** What goes on the wire for one packet: its text, then one binary frame per attachment. */
export interface EncodedPacket {
  readonly text: string;
  readonly attachments: readonly ArrayBuffer[];
}

/** Binary parts of `data` make an event or acknowledgement a binary one. */
export function encodePacket(packet: SocketIoPacket): EncodedPacket {
  const attachments: ArrayBuffer[] = [];
  const data = takeOut(packet.data, attachments);
  const isBinary = attachments.length > 0;
  const type = isBinary ? (packet.type === 'ack' ? 'binary_ack' : 'binary_event') : packet.type;
  const count = isBinary ? `${attachments.length}-` : '';
  const namespace = packet.namespace === '/' ? '' : `${packet.namespace},`;
  const json = data === undefined ? '' : JSON.stringify(data);
  const id = packet.id === undefined ? '' : String(packet.id);
  return { text: `${packetTypes.indexOf(type)}${count}${namespace}${id}${json}`, attachments };
}

/** Puts packets together from texts and binary frames, in the order in which they came. */
export class PacketDecoder {
  private pending: { readonly packet: SocketIoPacket; readonly left: number } | undefined;
  private attachments: ArrayBuffer[] = [];

  /** The packet; undefined while attachments of it are to come. Throws for what is no packet. */
  takeText(text: string): SocketIoPacket | undefined {
    const { packet, attachments } = parsePacket(text);
    if (attachments === 0) return packet;
    this.pending = { packet, left: attachments };
    this.attachments = [];
    return undefined;
  }

  takeBinary(bytes: ArrayBuffer): SocketIoPacket | undefined {
    if (this.pending === undefined) throw new Error('an attachment that no packet announced');
    this.attachments.push(bytes);
    const { packet, left } = this.pending;
    if (this.attachments.length < left) return undefined;
    this.pending = undefined;
    const type = packet.type === 'binary_ack' ? 'ack' : 'event';
    return { ...packet, type, data: putBack(packet.data, this.attachments) };
  }
}

/** `<type>[<attachments>-][<namespace>,][<id>][<json>]`. */
const packetPattern = /^([0-6])(?:(\d+)-)?(?:(\/[^,]*),)?(\d+)?([\s\S]*)$/;

function parsePacket(text: string): { packet: SocketIoPacket; attachments: number } {
  const match = packetPattern.exec(text);
  if (match === null) throw new Error(`not a Socket.IO packet: ${text.slice(0, 40)}`);
  const [, digit, count = '0', namespace = '/', id = '', json = ''] = match;
  const packet = {
    // the pattern lets no other digit through
    type: packetTypes[Number(digit)] ?? 'event',
    namespace,
    ...(id === '' ? {} : { id: Number(id) }),
    ...(json === '' ? {} : { data: JSON.parse(json) as unknown }),
  };
  return { packet, attachments: Number(count) };
}

interface Placeholder {
  readonly _placeholder: true;
  readonly num: number;
}

function takeOut(value: unknown, attachments: ArrayBuffer[]): unknown {
  if (value instanceof ArrayBuffer) return placeholder(value, attachments);
  if (ArrayBuffer.isView(value)) {
    const { buffer, byteOffset, byteLength } = value;
    return placeholder(
      buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer,
      attachments,
    );
  }
  return mapped(value, (inner) => takeOut(inner, attachments));
}

function placeholder(bytes: ArrayBuffer, attachments: ArrayBuffer[]): Placeholder {
  attachments.push(bytes);
  return { _placeholder: true, num: attachments.length - 1 };
}

function putBack(value: unknown, attachments: readonly ArrayBuffer[]): unknown {
  const { _placeholder, num } = (value ?? {}) as Partial<Placeholder>;
  if (_placeholder === true && num !== undefined) return attachments[num];
  return mapped(value, (inner) => putBack(inner, attachments));
}

/** A copy of an array or object with each member changed; anything else as it is. */
function mapped(value: unknown, change: (inner: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(change);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, change(inner)]));
}
