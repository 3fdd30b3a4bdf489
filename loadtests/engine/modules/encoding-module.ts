/** `k6/encoding`: base64 in its four variants. */

const variants: readonly string[] = ['std', 'rawstd', 'url', 'rawurl'];

export function encodingModule(): Record<string, unknown> {
  return {
    b64encode: (input: unknown, variant = 'std') => {
      const bytes =
        typeof input === 'string'
          ? Buffer.from(input)
          : Buffer.from(new Uint8Array(input as ArrayBuffer));
      return toBase64(bytes, variant);
    },
    b64decode: (input: string, ...rest: [string?, string?]) => {
      const [variant = 'std', format] = rest;
      assertVariant(variant);
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

function assertVariant(variant: string): void {
  if (!variants.includes(variant))
    throw new Error(`unknown base64 variant ${variant}; there are ${variants.join(', ')}`);
}
