/** `k6/encoding`: base64 in its four variants. */

import { bytesOf } from './input-bytes.ts';

const variants: readonly string[] = ['std', 'rawstd', 'url', 'rawurl'];

export function encodingModule(): Record<string, unknown> {
  return {
    b64encode: (input: unknown, variant = 'std') => toBase64(Buffer.from(bytesOf(input)), variant),
    b64decode: (input: unknown, ...rest: [string?, string?]) => {
      const [variant = 'std', format] = rest;
      assertVariant(variant);
      if (typeof input !== 'string') throw new TypeError('b64decode() takes a string');
      assertBase64(input, variant);
      const bytes = Buffer.from(input, variant.includes('url') ? 'base64url' : 'base64');
      return format === 's' ? bytes.toString('utf8') : new Uint8Array(bytes).buffer;
    },
  };
}

/** `std` and `url` are padded, the `raw` ones are not. */
export function toBase64(bytes: Buffer, variant: string): string {
  assertVariant(variant);
  const text = bytes.toString(variant.includes('url') ? 'base64url' : 'base64').replace(/=+$/, '');
  if (variant.startsWith('raw')) return text;
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
}

/** Node reads over what is no base64, other engines do not. */
function assertBase64(text: string, variant: string): void {
  const isRaw = variant.startsWith('raw');
  const [body = '', padding = ''] = text.replaceAll(/[\r\n]/g, '').split(/(?<!=)(?==)/);
  const letters = variant.includes('url') ? /^[A-Za-z0-9_-]*$/ : /^[A-Za-z0-9+/]*$/;
  const isPadded = isRaw
    ? padding === '' && body.length % 4 !== 1
    : /^={0,2}$/.test(padding) && (body.length + padding.length) % 4 === 0;
  if (letters.test(body) && isPadded) return;
  const how = isRaw ? 'no padding' : 'padded by =';
  throw new Error(
    `not base64 of the variant ${variant} (${how}): ${JSON.stringify(text.slice(0, 40))}`,
  );
}

function assertVariant(variant: string): void {
  if (!variants.includes(variant))
    throw new Error(`unknown base64 variant ${variant}; there are ${variants.join(', ')}`);
}
