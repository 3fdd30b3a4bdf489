/** Names of headers as scripts know them from k6: `content-type` is `Content-Type`. */

export function canonicalName(name: string): string {
  return name.toLowerCase().replaceAll(/(^|-)([a-z])/g, (part) => part.toUpperCase());
}

/** Headers by lower-case names, by canonical ones. */
export function canonicalHeaders(
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [canonicalName(name), value]),
  );
}
