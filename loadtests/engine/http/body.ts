/** Request bodies as scripts give them: text, bytes, forms, files. */

import { randomUUID } from 'node:crypto';

/** `http.file(data, name, type)`. */
export class FileData {
  readonly data: string | ArrayBuffer;
  readonly filename: string;
  readonly content_type: string;

  constructor(data: string | ArrayBuffer, filename?: string, type?: string) {
    this.data = data;
    this.filename = filename ?? randomUUID();
    this.content_type = type ?? 'application/octet-stream';
  }
}

export interface EncodedBody {
  readonly bytes: Uint8Array | undefined;
  readonly contentType: string | undefined;
}

export function encodeBody(body: unknown): EncodedBody {
  if (body === undefined || body === null) return { bytes: undefined, contentType: undefined };
  if (typeof body === 'string') return { bytes: Buffer.from(body), contentType: undefined };
  if (body instanceof ArrayBuffer) return { bytes: new Uint8Array(body), contentType: undefined };
  if (ArrayBuffer.isView(body)) {
    const bytes = new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
    return { bytes, contentType: undefined };
  }
  if (typeof body !== 'object') throw new TypeError(`a request body cannot be a ${typeof body}`);
  const fields = Object.entries(body) as [string, unknown][];
  return fields.some(([, value]) => value instanceof FileData) ? multipart(fields) : form(fields);
}

function form(fields: readonly [string, unknown][]): EncodedBody {
  const text = fields
    .flatMap(([name, value]) => {
      const values: unknown[] = Array.isArray(value) ? value : [value];
      return values.map((each) => `${encode(name)}=${encode(String(each))}`);
    })
    .join('&');
  return { bytes: Buffer.from(text), contentType: 'application/x-www-form-urlencoded' };
}

const encode = (text: string): string => encodeURIComponent(text).replaceAll('%20', '+');

function multipart(fields: readonly [string, unknown][]): EncodedBody {
  const boundary = `----ws-chaos-${randomUUID()}`;
  const parts: Buffer[] = [];
  for (const [name, value] of fields) {
    const isFile = value instanceof FileData;
    const file = isFile
      ? `; filename="${value.filename}"\r\nContent-Type: ${value.content_type}`
      : '';
    parts.push(
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n`),
      Buffer.from(isFile ? new Uint8Array(bytesOf(value.data)) : Buffer.from(String(value))),
      Buffer.from('\r\n'),
    );
  }
  parts.push(Buffer.from(`--${boundary}--\r\n`));
  return {
    bytes: Buffer.concat(parts),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}

function bytesOf(data: string | ArrayBuffer): ArrayBuffer | Buffer {
  return typeof data === 'string' ? Buffer.from(data) : data;
}
